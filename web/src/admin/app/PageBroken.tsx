import { Alert, Button } from '@mantine/core'

/** In the place of a page that failed to load or to draw itself. */
export function PageBroken() {
  return (
    <Alert color="red" variant="outline" title="This page could not be shown" role="alert">
      Reload it. If it stays like this, tell whoever runs this desk.
      <Button variant="default" size="xs" mt="sm" display="block" onClick={() => window.location.reload()}>
        Reload
      </Button>
    </Alert>
  )
}
