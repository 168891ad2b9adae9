export function Field({ id, label, note, hint, children }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      <p className={hint ? "note hint" : "note"} id={`${id}-note`} aria-live="polite">{note}</p>
    </div>
  );
}
