import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** Pixels from the end within which a reader still counts as following. */
const NEAR = 48

interface Sticking {
  ref: RefObject<HTMLDivElement | null>
  /** Whether the reader has scrolled up, away from the newest message. */
  isAway: boolean
  onScroll: () => void
  toEnd: () => void
}

/** Keeps a scrolling list at its end while it grows, unless the reader has scrolled up. */
export function useStickToEnd(content: unknown): Sticking {
  const ref = useRef<HTMLDivElement>(null)
  const [isAway, setAway] = useState(false)

  const toEnd = useCallback(() => {
    const list = ref.current
    if (list) list.scrollTop = list.scrollHeight
  }, [])

  const onScroll = useCallback(() => {
    const list = ref.current
    if (list) setAway(list.scrollHeight - list.scrollTop - list.clientHeight > NEAR)
  }, [])

  useLayoutEffect(() => {
    if (!isAway) toEnd()
  }, [content, isAway, toEnd])

  // The list also loses room: to the message field when that grows, and to a phone's keyboard.
  useEffect(() => {
    if (isAway || !ref.current) return
    const observer = new ResizeObserver(toEnd)
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [isAway, toEnd])

  return { ref, isAway, onScroll, toEnd }
}
