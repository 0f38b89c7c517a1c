/** Tells password managers which server the password belongs to; people neither see nor reach it. */
export function AccountName() {
    return (
        <input className="unseen" type="text" autoComplete="username" value={location.host} readOnly tabIndex={-1}
            aria-hidden="true" />
    );
}
