import { Alert, Button } from '@mantine/core'
import { ProblemError } from '../../shared/api/problem.ts'

const CHANGED_MEANWHILE = {
  title: 'Somebody else has changed this conversation',
  detail: 'Nothing was done. You see it now as it is: look at it, then do it again if it is still right.',
}

/** What went wrong, in the server's words where it had any. */
export function ErrorNotice({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { title, detail } = wordsFor(error)
  return (
    <Alert color="red" variant="outline" title={title} role="alert">
      {detail}
      {onRetry && (
        <Button variant="default" size="xs" mt="sm" display="block" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  )
}

function wordsFor(error: Error): { title: string; detail: string } {
  if (error instanceof ProblemError && error.status === 412) return CHANGED_MEANWHILE
  if (error instanceof ProblemError) return { title: error.problem.title, detail: error.problem.detail ?? '' }
  return { title: 'The server could not be reached', detail: 'Check your connection, then try again.' }
}
