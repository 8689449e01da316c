import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Icon } from '../../ui/Icon.tsx'
import { OUTCOMES, OUTCOME_WORDS } from '../../ui/outcomes.ts'
import { STATUSES, STATUS_WORDS } from '../../ui/statuses.ts'
import { DayField } from './DayField.tsx'
import styles from './filter-bar.module.css'
import { SOURCES, type Filters } from './filters.ts'

const TYPING_MS = 300
const ANY = { value: '', label: 'Any' }
const ESCALATED = [ANY, { value: 'true', label: 'Escalated' }, { value: 'false', label: 'Not escalated' }]

interface FilterBarProps {
  filters: Filters
  onChange: (search: Record<string, unknown>) => void
}

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const search = useDebouncedCallback((text: string) => onChange({ ...filters, text }), TYPING_MS)
  return (
    <div className={styles.bar} role="search">
      <TextInput
        label="Text"
        placeholder="Words, or an e-mail address"
        className={styles.text}
        leftSection={<Icon name="search" size={16} />}
        defaultValue={filters.text ?? ''}
        onChange={(event) => search(event.currentTarget.value.trim())}
      />
      <Select
        label="Status"
        data={[ANY, ...STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }))]}
        value={filters.status ?? ''}
        allowDeselect={false}
        onChange={(status) => onChange({ ...filters, status })}
      />
      <Select
        label="Escalation"
        data={ESCALATED}
        value={filters.escalated === undefined ? '' : String(filters.escalated)}
        allowDeselect={false}
        onChange={(value) => onChange({ ...filters, escalated: value === '' ? undefined : value === 'true' })}
      />
      <Select
        label="Outcome"
        data={[ANY, ...OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value] }))]}
        value={filters.outcome ?? ''}
        allowDeselect={false}
        onChange={(outcome) => onChange({ ...filters, outcome })}
      />
      <Select
        label="Source"
        data={[ANY, ...SOURCES.map((value) => ({ value, label: value }))]}
        value={filters.source ?? ''}
        allowDeselect={false}
        onChange={(source) => onChange({ ...filters, source })}
      />
      <DayField label="From" day={filters.from ?? ''} onChange={(from) => onChange({ ...filters, from })} />
      <DayField label="To" day={filters.to ?? ''} onChange={(to) => onChange({ ...filters, to })} />
    </div>
  )
}
