/** Generated from docs/contracts/openapi by `npm run api`: do not edit. */

export interface paths {
    "/api/support/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The desk's figures
         * @description Totals, rates and most frequent first questions over the last UTC days, today included.
         *
         *     The figures are those of a few seconds ago. `top_questions` sums the 100 most frequent of each day, and is
         *     therefore approximate: a question that is never among a day's 100 is not in it.
         */
        get: operations["analytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Alive */
        Alive: {
            /**
             * Alive
             * @default true
             */
            alive: boolean;
        };
        /**
         * AnalyticsView
         * @description The desk's figures over a range of UTC days.
         *
         *     A conversation belongs to the day of its earliest message, with all its messages, its cost and its escalation,
         *     whenever they came. Where there was no conversation, every figure is 0: also `auto_resolved_pct`, since nothing was
         *     resolved.
         */
        AnalyticsView: {
            /**
             * Auto Resolved Pct
             * @description 100 minus escalated_pct.
             */
            auto_resolved_pct: number;
            /**
             * Avg Messages Per Conversation
             * @description To one decimal.
             */
            avg_messages_per_conversation: number;
            /**
             * Avg Score
             * @description Of the scores that visitors gave, 1 to 5.
             */
            avg_score: number | null;
            /**
             * Conversations By Day
             * @description Every day of the range, oldest first.
             */
            conversations_by_day: components["schemas"]["DayCountView"][];
            /**
             * Escalated Pct
             * @description Conversations ever put before people, in percent, to one decimal.
             */
            escalated_pct: number;
            outcomes: components["schemas"]["OutcomeCountsView"];
            /**
             * Reopened
             * @description Conversations that the visitor came back to within seven days of their end.
             */
            reopened: number;
            /**
             * Solved Pct
             * @description Of the visitors who said whether it was solved, those who said that it was, in percent.
             */
            solved_pct: number | null;
            /**
             * Top Questions
             * @description The 10 most frequent first questions, without regard to case and spacing. Approximate: the sum of the 100 most frequent of each day.
             */
            top_questions: components["schemas"]["QuestionCountView"][];
            /** Total Conversations */
            total_conversations: number;
            /**
             * Total Cost Usd
             * @description Dollars, out of exact nano-dollars.
             */
            total_cost_usd: number;
            /**
             * Total Messages
             * @description Of visitors, the bot and people.
             */
            total_messages: number;
        };
        /** DayCountView */
        DayCountView: {
            /**
             * Count
             * @description Conversations that began on this UTC day.
             */
            count: number;
            /**
             * Date
             * Format: date
             */
            date: string;
        };
        /**
         * FieldError
         * @description What is wrong with one field: `field` is its path in the request, for example `body.content`.
         */
        FieldError: {
            /** Field */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * OutcomeCountsView
         * @description How conversations ended: each is decided once nothing has happened for a day, and counts in one of these.
         */
        OutcomeCountsView: {
            /**
             * Abandoned
             * @description No reply was committed.
             */
            abandoned: number;
            /**
             * Answered
             * @description A reply was shown, and the visitor did not say that it was solved.
             */
            answered: number;
            /**
             * Confirmed
             * @description The visitor said that it was solved.
             */
            confirmed: number;
            /**
             * Escalated
             * @description Put before people.
             */
            escalated: number;
            /**
             * Undecided
             * @description They go on, or ended less than a day ago.
             */
            undecided: number;
        };
        /**
         * ProblemDocument
         * @description RFC 9457. `type` is stable and may be matched on; `detail` says what to do. `allowed`: what may be sent instead,
         *     where there are few such values.
         */
        ProblemDocument: {
            /**
             * Allowed
             * @default null
             */
            allowed: string[] | null;
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default null
             */
            errors: components["schemas"]["FieldError"][] | null;
            /**
             * Request Id
             * @default null
             */
            request_id: string | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /** QuestionCountView */
        QuestionCountView: {
            /**
             * Count
             * @description Conversations that began with it.
             */
            count: number;
            /**
             * Question
             * @description As it was first written, on one line, cut to 200 characters.
             */
            question: string;
        };
        /**
         * Readiness
         * @description `waiting_for` names what does not answer, and `degraded` what is away without stopping this process.
         */
        Readiness: {
            /**
             * Degraded
             * @default []
             */
            degraded: string[];
            /** Ready */
            ready: boolean;
            /** Waiting For */
            waiting_for: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description How many there may be, in a minute or in a longer span. */
        "RateLimit-Limit": number;
        /** @description How many are left of them. */
        "RateLimit-Remaining": number;
        /** @description Seconds until all of them are there again. */
        "RateLimit-Reset": number;
        /** @description Seconds to wait. */
        "Retry-After": number;
        /** @description How to show who one is. */
        "WWW-Authenticate": string;
        /** @description The request's name in the logs. */
        "X-Request-ID": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    analytics: {
        parameters: {
            query?: {
                /** @description UTC days, today included. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnalyticsView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
}
