import { Button, Menu } from '@mantine/core'
import { Icon } from '../../ui/Icon.tsx'
import { useCannedReplies } from './api/get-canned-replies.ts'

/** Words to begin with; nothing where there are none. */
export function CannedReplyMenu({ onChoose }: { onChoose: (content: string) => void }) {
  const { data: replies = [] } = useCannedReplies()
  if (replies.length === 0) return null
  return (
    <Menu position="top-start" returnFocus={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<Icon name="down" size={16} />}>
          Canned replies
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="18rem" style={{ overflowY: 'auto' }}>
        {replies.map(({ id, title, content }) => (
          <Menu.Item key={id} onClick={() => onChoose(content)}>
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
