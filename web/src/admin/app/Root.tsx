import { Outlet } from '@tanstack/react-router'
import { SignIn } from '../features/session/SignIn.tsx'
import { useSession } from '../features/session/api/get-session.ts'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { Loading } from '../ui/Loading.tsx'
import { DemonstrationNotice } from './DemonstrationNotice.tsx'
import { EmailNotice } from './EmailNotice.tsx'
import { Shell } from './Shell.tsx'

/** Every page needs a session: without one there is only the way in. */
export function Root() {
  const session = useSession()
  if (session.isPending) return <Loading />
  if (session.isError) return <ErrorNotice error={session.error} />
  if (session.data === null) return <SignIn notice={<DemonstrationNotice />} />
  return (
    <Shell session={session.data}>
      <DemonstrationNotice />
      <EmailNotice />
      <Outlet />
    </Shell>
  )
}
