/** Serves the built pages with fakes behind them: `npm run fake`, for work on the looks without the services. */
import { answerSlowly } from './answers.ts'
import { FakeGateway } from './gateway.ts'
import { serve } from './http.ts'
import { pages } from './pages.ts'
import { FakeSupport } from './support.ts'

const gateway = new FakeGateway()
gateway.onMessage = (conversation) => void answerSlowly(conversation)
const { url } = await serve([gateway.handle, new FakeSupport().handle, pages], Number(process.env.PORT ?? 0))
console.log(`Fake system on ${url}/ and ${url}/admin/ (any email, password "correct horse").`)
