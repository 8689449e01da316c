/** A visitor is here until they leave. What is asked for them then has no end, so that nothing can follow from it. */
export class Presence {
  #isOver = false

  end(): void {
    this.#isOver = true
  }

  /** The answer as long as the visitor is here; once they have left, nothing is even asked. */
  ask<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) return
      request().then(
        (answer) => this.#isOver || resolve(answer),
        (error: unknown) => this.#isOver || reject(error as Error),
      )
    })
  }
}
