import { Outlet } from '@tanstack/react-router'
import { SignIn } from '../features/session/SignIn.tsx'
import { useSession } from '../features/session/api/get-session.ts'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Loading } from '../ui/Loading.tsx'
import { DemonstrationNotice } from './DemonstrationNotice.tsx'
import { EmailNotice } from './EmailNotice.tsx'
import { Shell } from './Shell.tsx'

/** Every page needs a session: without one there is only the way in. Once it is there, only its end takes a page off. */
export function Root() {
  const { data: session, isPending, error, refetch } = useSession()
  if (isPending) return <Loading />
  if (!session && error) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!session) return <SignIn notice={<DemonstrationNotice />} />
  return (
    <Shell session={session}>
      <DemonstrationNotice />
      <EmailNotice />
      <Outlet />
    </Shell>
  )
}
