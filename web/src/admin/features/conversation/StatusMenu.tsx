import { Button, Menu } from '@mantine/core'
import type { Status } from '../../api/types.ts'
import { Icon } from '../../ui/Icon.tsx'
import { StatusMark } from '../../ui/StatusMark.tsx'
import { isMove, STATUSES } from '../../ui/statuses.ts'

interface StatusMenuProps {
  status: Status
  isBusy: boolean
  onChange: (status: Status) => void
}

export function StatusMenu({ status, isBusy, onChange }: StatusMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" disabled={isBusy} rightSection={<Icon name="down" size={16} />}>
          Change status
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {STATUSES.filter((next) => isMove(status, next)).map((next) => (
          <Menu.Item key={next} onClick={() => onChange(next)}>
            <StatusMark status={next} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
