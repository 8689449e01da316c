export const COMPOSER_ID = 'message'
export const TITLE_ID = 'chat-title'

/**
 * Puts the visitor into the chat. With a mouse or a keyboard that is the message field; on a touch screen it is the
 * title, because the field would call up the keyboard over the conversation; and so it is where there is no field.
 */
export function focusChat(): void {
  const field = window.matchMedia('(pointer: fine)').matches && document.getElementById(COMPOSER_ID)
  const place = field || document.getElementById(TITLE_ID)
  place?.focus()
}

/** For a field that has come late: whoever was put at the title in its place is put into it. */
export function focusField(): void {
  if (document.activeElement?.id === TITLE_ID) focusChat()
}
