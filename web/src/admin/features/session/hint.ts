const KEY = 'support-desk.signed-in'

/**
 * Whether this browser has signed in and not out again. The session itself is in cookies that no script can see;
 * without this hint every first visit would begin with two refused requests.
 */
export const signInHint = {
  get: (): boolean => localStorage.getItem(KEY) !== null,
  set: (): void => localStorage.setItem(KEY, 'yes'),
  clear: (): void => localStorage.removeItem(KEY),
}
