import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Message } from "../components/message.jsx";
import { Submit } from "../components/submit.jsx";
import { Who } from "../components/who.jsx";
import { useSignIn } from "../sign-in.jsx";

const label = ({ name, id, address }) => [name, id, address].filter(Boolean).join(", ");

export function PointOfSale() {
  const { t } = useTranslation();
  const { state, problem, busy, send } = useSignIn();
  const { who, choices = [], selected, fixed } = state.step;
  const [chosen, setChosen] = useState(selected);
  const place = choices.find(({ id }) => id === chosen) ?? choices[0];

  const submit = () => send("point-of-sale", { id: place.id });
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (!busy) submit(); }}>
      <h1 tabIndex="-1">{t("point_of_sale")}</h1>
      <p className="lead">{t(fixed ? "point_of_sale_fixed" : "point_of_sale_lead")}</p>
      <Who who={who} />
      {!fixed && (
        <div className="field">
          <label htmlFor="point-of-sale">{t("point_of_sale")}</label>
          <div className="choose">
            <select id="point-of-sale" value={place?.id} onChange={(event) => setChosen(event.target.value)}>
              {choices.map((choice) => <option key={choice.id} value={choice.id}>{label(choice)}</option>)}
            </select>
          </div>
        </div>
      )}
      <div className="place" aria-live="polite">
        {place && <><p><b>{place.name}</b> {place.id}</p><p>{place.address}</p></>}
      </div>
      <Message id="window-problem" problem={problem} onRetry={submit} />
      <Submit label={t("select")} busy={busy} />
    </form>
  );
}
