export function Submit({ label, busy, disabled }) {
  return (
    <button
      className="main"
      type="submit"
      disabled={disabled}
      aria-busy={busy || undefined}
      onClick={(event) => busy && event.preventDefault()}
    >
      <span>{label}</span>
      <span className="spinner" aria-hidden="true" />
    </button>
  );
}
