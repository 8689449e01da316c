export const COMPOSER_ID = 'message'
export const TITLE_ID = 'chat-title'

/**
 * Puts the visitor into the chat. With a mouse or a keyboard that is the message field; on a touch screen it is the
 * title, because the field would call up the keyboard over the conversation.
 */
export function focusChat(): void {
  const id = window.matchMedia('(pointer: fine)').matches ? COMPOSER_ID : TITLE_ID
  document.getElementById(id)?.focus()
}
