"""What settings and not the models decide, said in the API's description."""

from fastapi import FastAPI
from pydantic import BaseModel

from services.ticketing.identity.requests import AccountPatch, AccountRequest, PasswordChange
from services.ticketing.requests import CannedReplyPatch, NewCannedReply, NewMessage, NewNote, NewReply
from services.ticketing.settings import TicketingSettings
from shared.openapi import narrow


def say_limits(app: FastAPI, settings: TicketingSettings) -> None:
    longest: dict[type[BaseModel], int] = {
        NewReply: settings.agent_reply_max_chars,
        NewNote: settings.note_max_chars,
        NewCannedReply: settings.agent_reply_max_chars,
        CannedReplyPatch: settings.agent_reply_max_chars,
    }
    password = {"minLength": settings.password_min_length}
    narrow(
        app,
        {
            **{model: {"properties": {"content": {"maxLength": most}}} for model, most in longest.items()},
            NewMessage: {
                "anyOf": [
                    _at_most("user", settings.user_message_max_chars),
                    _at_most("assistant", settings.reply_max_chars),
                ]
            },
            AccountRequest: {"properties": {"password": password}},
            AccountPatch: {"properties": {"password": password}},
            PasswordChange: {"properties": {"new_password": password}},
        },
    )


def _at_most(role: str, most: int) -> dict[str, object]:
    return {"properties": {"role": {"const": role}, "content": {"maxLength": most}}}
