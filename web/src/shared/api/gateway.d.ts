/** Generated from docs/contracts/openapi by `npm run api`: do not edit. */

export interface paths {
    "/api/chat/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a widget needs to know */
        get: operations["config_api_chat_config_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin
         * @description Gives out an id and a token. Nothing is stored: a conversation begins with its first message.
         */
        post: operations["begin_api_chat_conversations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/conversations/{conversation_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch
         * @description Server-sent events. Without Last-Event-ID the thread is replayed; with it, what came after.
         */
        get: operations["events_api_chat_conversations__conversation_id__events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/conversations/{conversation_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The thread so far */
        get: operations["thread_api_chat_conversations__conversation_id__messages_get"];
        put?: never;
        /**
         * Write a message
         * @description Accepted once RabbitMQ has confirmed it: from then on it is not lost.
         */
        post: operations["send_api_chat_conversations__conversation_id__messages_post"];
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
         * BeginConversation
         * @description All optional: where the visitor is.
         */
        BeginConversation: {
            /** Locale */
            locale?: string | null;
            /** Page Url */
            page_url?: string | null;
            /** @default web */
            source: components["schemas"]["Source"];
        };
        /**
         * ChatConfig
         * @description What a widget needs to know before anything is written. `demonstration`: a local stand-in answers, not Claude.
         */
        ChatConfig: {
            /** Brand */
            brand: string;
            /** Demonstration */
            demonstration: boolean;
            /** Message Max Chars */
            message_max_chars: number;
            /** Suggested Questions */
            suggested_questions: string[];
            /** Support Email */
            support_email: string;
        };
        /**
         * CitedSource
         * @description An article that the reply rests on.
         */
        CitedSource: {
            /** Title */
            title: string;
            /** Url */
            url: string;
        };
        /**
         * ConversationBegun
         * @description `token` goes into the Authorization header of every other request about this conversation.
         */
        ConversationBegun: {
            /** Conversation Id */
            conversation_id: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Token */
            token: string;
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
         * Handler
         * @description Who answers the visitor's next message.
         * @enum {string}
         */
        Handler: "bot" | "person";
        /** MessageAccepted */
        MessageAccepted: {
            /** Message Id */
            message_id: string;
        };
        /**
         * PartialReply
         * @description The reply in the making, as of the chat worker's last checkpoint (about a second ago at most).
         */
        PartialReply: {
            /** Attempt */
            attempt: number;
            /** Text */
            text: string;
            /** Turn Id */
            turn_id: string;
        };
        /**
         * ProblemDocument
         * @description RFC 9457. `type` is stable and may be matched on; `detail` says what to do.
         */
        ProblemDocument: {
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
        /**
         * SendMessage
         * @description `client_message_id` is made once by the client: the same one again is the same message.
         *
         *     `wants_person`: the visitor pressed the button that asks for a person, whatever `content` says.
         */
        SendMessage: {
            /** After Message Id */
            after_message_id?: string | null;
            /**
             * Client Message Id
             * Format: uuid
             */
            client_message_id: string;
            /** Content */
            content: string;
            /** Locale */
            locale?: string | null;
            /** Page Url */
            page_url?: string | null;
            /** @default web */
            source: components["schemas"]["Source"];
            /**
             * Wants Person
             * @default false
             */
            wants_person: boolean;
        };
        /**
         * Source
         * @description Where a conversation takes place.
         * @enum {string}
         */
        Source: "web" | "app" | "dashboard";
        /** Thread */
        Thread: {
            /** Conversation Id */
            conversation_id: string;
            /** @default bot */
            handled_by: components["schemas"]["Handler"];
            /** Messages */
            messages: components["schemas"]["ThreadMessage"][];
            partial?: components["schemas"]["PartialReply"] | null;
        };
        /**
         * ThreadMessage
         * @description One message, without what is none of a visitor's business (tokens, provenance, notes).
         */
        ThreadMessage: {
            /** Agent Name */
            agent_name?: string | null;
            /**
             * Answers
             * @default []
             */
            answers: string[];
            /** Content */
            content: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /**
             * Role
             * @enum {string}
             */
            role: "user" | "assistant" | "agent";
            /** Seq */
            seq: number;
            /**
             * Sources
             * @default []
             */
            sources: components["schemas"]["CitedSource"][];
            /** Turn Id */
            turn_id?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    config_api_chat_config_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatConfig"];
                };
            };
        };
    };
    begin_api_chat_conversations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginConversation"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationBegun"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Content Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    events_api_chat_conversations__conversation_id__events_get: {
        parameters: {
            query?: never;
            header?: {
                "last-event-id"?: string | null;
            };
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    thread_api_chat_conversations__conversation_id__messages_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Thread"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    send_api_chat_conversations__conversation_id__messages_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageAccepted"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Content Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unprocessable Content */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
}
