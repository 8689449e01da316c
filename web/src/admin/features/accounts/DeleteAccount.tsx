import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'

interface DeleteAccountProps {
  isBusy: boolean
  isPending: boolean
  onDelete: () => void
}

/** Asks once more before it does it. */
export function DeleteAccount({ isBusy, isPending, onDelete }: DeleteAccountProps) {
  const [isSure, sure] = useDisclosure()
  if (!isSure)
    return (
      <Button variant="default" disabled={isBusy} onClick={sure.open}>
        Delete
      </Button>
    )
  return (
    <Button color="red" loading={isPending} disabled={isBusy} onClick={onDelete}>
      Delete for good
    </Button>
  )
}
