import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeFrame,
  FrameReader,
  LARGEST_FRAME,
  splitFields,
} from '../../../../src/adapters/twsGateway/wire/frames.ts';
import { negotiate, readHello, versionFields } from '../../../../src/adapters/twsGateway/wire/hello.ts';

const begin = Buffer.from('API\0');
const frame = (payload: string | Buffer): Buffer => {
  const bytes = Buffer.from(payload);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const lengthOnly = (length: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
};
const problemOf = (act: () => unknown): { code: string; message: string } => {
  try {
    act();
  } catch (error) {
    return error as { code: string; message: string };
  }
  return { code: 'nothing thrown', message: '' };
};

describe('frames', () => {
  it('a message is its length, then its fields, each ended by a zero byte', () => {
    expect(encodeFrame(['9', '1', '42'])).toEqual(Buffer.from('\0\0\0\x079\x001\x0042\0'));
  });

  it('the first bytes of a real client are read: a hello without a zero byte at its end', () => {
    const bytes = Buffer.from('API\0\0\0\0\x09v100..193');
    expect(new FrameReader().push(bytes)).toEqual(['v100..193']);
  });

  it('what is sent comes out again, in whatever chunks it arrives', () => {
    const fields = fc.array(
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 40 })), (messages, sizes) => {
        const stream = Buffer.concat([begin, frame('v157..178'), ...messages.map(encodeFrame)]);
        const reader = new FrameReader();
        const payloads: string[] = [];
        let at = 0;
        for (let turn = 0; at < stream.length; turn += 1) {
          const size = sizes[turn] ?? 1;
          payloads.push(...reader.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(payloads[0]).toBe('v157..178');
        expect(payloads.slice(1).map(splitFields)).toEqual(messages);
        expect(reader.waiting).toBe(0);
      }),
    );
  });

  it('several frames in one chunk come out at once, and half of the next one waits', () => {
    const reader = new FrameReader();
    const half = frame('ef\0');
    expect(reader.push(Buffer.concat([begin, frame('ab\0'), frame('cd\0'), half.subarray(0, 5)]))).toEqual([
      'ab\0',
      'cd\0',
    ]);
    expect(reader.waiting).toBe(1);
    expect(reader.push(half.subarray(5))).toEqual(['ef\0']);
  });

  it('the largest length is waited for, and one more is refused before any of it has come', () => {
    const reader = new FrameReader();
    expect(reader.push(Buffer.concat([begin, lengthOnly(LARGEST_FRAME)]))).toEqual([]);
    expect(
      problemOf(() => new FrameReader().push(Buffer.concat([begin, lengthOnly(LARGEST_FRAME + 1)]))),
    ).toMatchObject({ code: 'frameRefused', message: 'A frame of 16777216 bytes is longer than 16777215 bytes.' });
  });

  it('a lower limit may be set, a higher one may not', () => {
    expect(problemOf(() => new FrameReader(8).push(Buffer.concat([begin, lengthOnly(9)]))).code).toBe('frameRefused');
    expect(problemOf(() => new FrameReader(2 ** 31).push(Buffer.concat([begin, lengthOnly(2 ** 24)]))).code).toBe(
      'frameRefused',
    );
  });

  it.each([
    ['another beginning', Buffer.from('GET / HTTP/1.1')],
    ['the first byte of another beginning', Buffer.from('G')],
    ['an empty frame', Buffer.concat([begin, lengthOnly(0)])],
    ['bytes that are no text', Buffer.concat([begin, frame(Buffer.from([0xff, 0x00]))])],
  ])('%s is refused', (_what, bytes) => {
    expect(problemOf(() => new FrameReader().push(bytes)).code).toBe('frameRefused');
  });

  it('fields whose last one has no end are refused', () => {
    expect(problemOf(() => splitFields('9\x001')).code).toBe('frameRefused');
    expect(splitFields('9\0\x001\0')).toEqual(['9', '', '1']);
  });

  it('a message longer than the protocol has is not sent', () => {
    expect(problemOf(() => encodeFrame(['x'.repeat(LARGEST_FRAME)])).code).toBe('frameRefused');
    expect(encodeFrame(['x'.repeat(LARGEST_FRAME - 1)]).length).toBe(LARGEST_FRAME + 4);
  });
});

describe('the version', () => {
  it.each([
    ['v100..193', 178],
    ['v157..178', 178],
    ['v100..176', 176],
    ['v100..225', 178],
    ['v157', 157],
    ['v100..187 +PACEAPI', 178],
    ['v178..193', 178],
  ])('a client that offers %s is answered %i', (offer, version) => {
    expect(negotiate(readHello(offer))).toBe(version);
  });

  it.each([
    'v100..156',
    'v179..193',
    'v156',
    'v178..170',
    '',
    'v',
    '100..178',
    'v1..',
    'v100..178\0',
    'v100..999999999',
  ])('a client that offers %j is refused', (offer) => {
    expect(problemOf(() => negotiate(readHello(offer))).code).toBe('versionRefused');
  });

  it('what a client adds to its versions is kept', () => {
    expect(readHello('v100..187 +PACEAPI')).toEqual({ lowest: 100, highest: 187, connectOptions: '+PACEAPI' });
  });

  it('the answer has exactly two fields', () => {
    expect(versionFields(178, '20260822 10:00:00 EST')).toEqual(['178', '20260822 10:00:00 EST']);
  });
});
