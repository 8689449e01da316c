import { Alert, Button } from '@mantine/core'
import { ProblemError } from '../../shared/api/problem.ts'

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
  if (error instanceof ProblemError) return { title: error.problem.title, detail: error.problem.detail ?? '' }
  return { title: 'The server could not be reached', detail: 'Check your connection, then try again.' }
}
