import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'

const TYPING_MS = 300

interface DayFieldProps {
  label: string
  /** As 2026-11-22; empty for none. */
  day: string
  onChange: (day: string) => void
}

/** A day of the calendar. What is being typed stays until it is chosen: each key makes a date, of the year 2 first. */
export function DayField({ label, day, onChange }: DayFieldProps) {
  const [chosen, setChosen] = useState(day)
  const [shown, setShown] = useState(day)
  const choose = useDebouncedCallback(onChange, TYPING_MS)
  if (day !== chosen) {
    setChosen(day)
    setShown(day)
  }
  return (
    <TextInput
      type="date"
      label={label}
      value={shown}
      onChange={(event) => {
        setShown(event.currentTarget.value)
        choose(event.currentTarget.value)
      }}
    />
  )
}
