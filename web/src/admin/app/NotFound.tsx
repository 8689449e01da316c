import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'

export function NotFound() {
  return (
    <Stack gap="xs">
      <Title order={1}>No such page</Title>
      <Text>
        The address leads nowhere.{' '}
        <Anchor renderRoot={(props) => <Link to="/" {...props} />}>Back to the queue</Anchor>
      </Text>
    </Stack>
  )
}
