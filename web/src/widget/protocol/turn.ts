/** A piece of an answer: `offset` counts the code points that come before it in this attempt. */
export interface Delta {
  offset: number
  text: string
}

/** The answer that is being written. */
export interface Turn {
  turnId: string
  attempt: number
  text: string
  /** Pieces that came before what precedes them: they wait until the gap is filled from the thread. */
  ahead: readonly Delta[]
}

export const codePoints = (text: string): number => Array.from(text).length

export const beginTurn = (turnId: string, attempt: number): Turn => ({ turnId, attempt, text: '', ahead: [] })

/** The turn with one more piece: overlap is dropped, a piece beyond a gap is kept for later. */
export function addDelta(turn: Turn, delta: Delta): Turn {
  return closeGaps({ ...turn, ahead: [...turn.ahead, delta] })
}

/** The turn with the text that the server has stored of it: whichever of the two is further counts. */
export function addSnapshot(turn: Turn, text: string): Turn {
  return codePoints(text) > codePoints(turn.text) ? closeGaps({ ...turn, text }) : turn
}

/** Joins every waiting piece that now follows on the text, in order of offset. */
function closeGaps(turn: Turn): Turn {
  const waiting = [...turn.ahead].sort((a, b) => a.offset - b.offset)
  let text = turn.text
  let length = codePoints(text)
  const ahead = waiting.filter((delta) => {
    if (delta.offset > length) return true
    const added = Array.from(delta.text).slice(length - delta.offset)
    text += added.join('')
    length += added.length
    return false
  })
  return { ...turn, text, ahead }
}
