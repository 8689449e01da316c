import type { Provenance } from '../../api/types.ts'
import { count, dollars } from '../../ui/format.ts'
import { Fact } from './Fact.tsx'
import styles from './provenance.module.css'
import { SourceList } from './SourceList.tsx'

const NANO = 1e9

interface ProvenanceDetailsProps {
  provenance: Provenance
  outputTokens: number
  site: string
}

/** What an answer was made of, folded away: for whoever has to explain it. */
export function ProvenanceDetails({ provenance, outputTokens, site }: ProvenanceDetailsProps) {
  const { offered, tools } = provenance
  return (
    <details className={styles.provenance}>
      <summary>How this answer was made</summary>
      <dl>
        <Fact term="Model">{provenance.model}</Fact>
        <Fact term="Request">{provenance.request_id}</Fact>
        <Fact term="Attempts">{count(provenance.attempts)}</Fact>
        <Fact term="Cost">{dollars(provenance.cost_nanousd / NANO)}</Fact>
        <Fact term="Tokens">
          {`${count(outputTokens)} output; its input is counted at the message that it answers`}
        </Fact>
        <Fact term="Prompt version">{provenance.prompt_version}</Fact>
        <Fact term="Knowledge version">{provenance.knowledge_version}</Fact>
        <Fact term="Price version">{provenance.price_version}</Fact>
        <Fact term="Articles offered">
          {offered.length > 0 && <SourceList label="Articles offered" sources={offered} site={site} />}
        </Fact>
        <Fact term="Tools called">{tools.length > 0 && <Tools tools={tools} />}</Fact>
      </dl>
    </details>
  )
}

const Tools = ({ tools }: { tools: Provenance['tools'] }) => (
  <ul className={styles.tools} aria-label="Tools called">
    {tools.map(({ name, input }, index) => (
      <li key={index}>
        {name}
        <pre>{JSON.stringify(input, null, 2)}</pre>
      </li>
    ))}
  </ul>
)
