import { Fragment, type ReactNode } from 'react';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Answer, Bones } from '../../ui/answer.tsx';
import { when } from '../../ui/format.ts';

const MOST = 60;

export function HostMoments({ id }: { id: string }): ReactNode {
  const from = useLive('hosts.history', { id });
  return (
    <section className="sec" aria-label={t.hosts.detail.history} tabIndex={0}>
      <div className="row" style={{ marginBottom: 8 }}>
        <h2 className="grow">{t.hosts.detail.history}</h2>
        <a href={href(['history'], { host: id })}>{t.start.all}</a>
      </div>
      <Answer from={from} what={t.hosts.detail.history} bones={<Bones lines={8} />}>
        {(moments) => (
          <>
            {moments.length === 0 && <p className="dim">{t.hosts.detail.noHistory}</p>}
            <dl className="moments">
              {moments.slice(0, MOST).map((moment, index) => (
                <Fragment key={index}>
                  <dt className="faint nowrap">{when(moment.at)}</dt>
                  <dd className="wrap-any">{moment.text}</dd>
                </Fragment>
              ))}
            </dl>
          </>
        )}
      </Answer>
    </section>
  );
}
