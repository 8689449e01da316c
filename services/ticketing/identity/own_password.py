"""Changing one's own password."""

from services.ticketing.identity.administration import AccountChange, Administration
from services.ticketing.identity.gate import Gate
from services.ticketing.identity.passwords import Passwords
from services.ticketing.identity.sign_in import SignedIn, SignIn
from services.ticketing.stores.accounts import Accounts
from shared.auth import NotAllowed, NotSignedIn, Principal
from shared.problems import Problem


class CurrentPasswordWrong(Problem):
    """Not a 401: whoever asks is signed in."""

    def __init__(self) -> None:
        super().__init__(422, "current-password-wrong", "The current password is not right.")


class OwnPassword:
    def __init__(
        self, accounts: Accounts, passwords: Passwords, gate: Gate, administration: Administration, sign_in: SignIn
    ) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._gate = gate
        self._administration = administration
        self._sign_in = sign_in

    async def change(self, who: Principal, current: str, new: str, address: str) -> SignedIn:
        """Ends every session of the account, and begins a new one for whoever asked; they are at `address`.

        Raises NotAllowed for a machine, TooManyAttempts, CurrentPasswordWrong and PasswordRefused.
        """
        if who.is_machine:
            raise NotAllowed("A machine has no password: revoke its API key and make another.")
        await self._gate.enter(who.email, address)
        account = await self._accounts.by_id(who.account_id)
        if account is None or account.disabled:
            raise NotSignedIn
        if not await self._passwords.verify(current, account.password_hash):
            raise CurrentPasswordWrong
        await self._gate.passed(who.email, address)
        changed, _ = await self._administration.change(account.id, AccountChange(password=new), account.email)
        return await self._sign_in.begin_session(changed)
