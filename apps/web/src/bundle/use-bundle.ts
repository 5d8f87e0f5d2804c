import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from '../message-of.js';
import { texts } from '../texts.js';
import { workshop } from '../workshop/start-workshop.js';
import { HOSTED_BUNDLE, type HostedBundle } from './fetch-hosted-bundle.js';

interface Opened {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly labels: readonly string[];
}

interface OpenBundle {
  /** The one that answers. */
  readonly opened: Opened | undefined;
  readonly loading: boolean;
  readonly refusal: string | undefined;
  readonly open: (file: File) => void;
}

/** Opens the bundle that lies beside the page, unless one was chosen before it had arrived, and then what is chosen. */
export function useBundle(hosted: HostedBundle | undefined): OpenBundle {
  const [opened, setOpened] = useState<Opened>();
  const [loading, setLoading] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  // Whichever was asked for last is the one that stays.
  const asked = useRef(0);
  // One after the other: the worker answers from the last that it opened.
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const open = useCallback(async (file: string, content: Blob | Promise<Blob>) => {
    const mine = ++asked.current;
    const isMine = (): boolean => asked.current === mine;
    setLoading(true);
    setRefusal(undefined);
    try {
      const bundle = await content;
      const opening = turn.current.then(() => (isMine() ? workshop().openBundle(bundle) : undefined));
      turn.current = opening.catch(() => undefined);
      const labels = await opening;
      if (labels !== undefined) setOpened({ name: file.replace(/\.safetensors$/, ''), labels });
    } catch (error) {
      // The model that was there before still is.
      if (isMine()) setRefusal(texts.bundle.refused(file, messageOf(error)));
    }
    if (isMine()) setLoading(false);
  }, []);
  useEffect(() => {
    if (hosted !== undefined && asked.current === 0) void open(HOSTED_BUNDLE, hosted.content);
  }, [hosted, open]);
  return { opened, loading, refusal, open: (file) => void open(file.name, file) };
}
