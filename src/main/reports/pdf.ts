import {
  AFRelationship,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFRef,
  PDFString,
  decodePDFRawStream,
} from '@cantoo/pdf-lib';

/** What a PDF says about itself beside its pages. */
export interface PdfWords {
  readonly title: string;
  readonly author: string;
  readonly tool: string;
  readonly keywords: readonly string[];
  readonly madeAt: string;
}
export interface Attachment {
  readonly name: string;
  readonly says: string;
  readonly bytes: Uint8Array;
}

/** The first page of each part, from the destinations that the links of the contents lead to ("part-7"). */
export async function pagesOfParts(pdf: Uint8Array): Promise<Map<number, number>> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const refs = new Map(document.getPages().map((page, index) => [page.ref.tag, index + 1]));
  const named = document.catalog.lookupMaybe(PDFName.of('Dests'), PDFDict);
  const found = new Map<number, number>([[1, 1]]);
  for (const [name, value] of named?.entries() ?? []) {
    const part = /^\/part-(\d+)$/.exec(name.asString())?.[1];
    const target = value instanceof PDFRef ? document.context.lookup(value) : value;
    const [page] = target instanceof PDFArray ? target.asArray() : [];
    const number = page instanceof PDFRef ? refs.get(page.tag) : undefined;
    if (part !== undefined && number !== undefined) found.set(Number(part), number);
  }
  return found;
}

/** Written again with object streams (ISO 32000-1, 7.5.7), which takes a tagged file to a quarter, with words about it and its data attached. */
export async function finish(
  pdf: Uint8Array,
  words: PdfWords,
  attachments: readonly Attachment[],
): Promise<{ bytes: Uint8Array; pages: number }> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const at = new Date(words.madeAt);
  document.setTitle(words.title, { showInWindowTitleBar: true });
  document.setAuthor(words.author);
  document.setCreator(words.tool);
  document.setProducer(`${words.tool}, printed by Chromium`);
  document.setKeywords([...words.keywords]);
  document.setCreationDate(at);
  document.setModificationDate(at);
  for (const { name, says, bytes } of attachments)
    await document.attach(bytes, name, {
      mimeType: 'application/json',
      description: says,
      creationDate: at,
      modificationDate: at,
      afRelationship: AFRelationship.Data,
    });
  return {
    bytes: await document.save({ useObjectStreams: true, addDefaultPage: false, objectsPerTick: 2000 }),
    pages: document.getPageCount(),
  };
}

/** The files that are attached, by name. Whoever wrote the PDF, nothing of it is trusted: what is too large, or no file, is left out. */
export async function attached(pdf: Uint8Array, mostBytes: number): Promise<Map<string, Uint8Array>> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const files = document.catalog.lookupMaybe(PDFName.of('Names'), PDFDict)?.lookupMaybe(PDFName.of('EmbeddedFiles'), PDFDict);
  const names = files?.lookupMaybe(PDFName.of('Names'), PDFArray);
  const found = new Map<string, Uint8Array>();
  for (let index = 0; names && index + 1 < Math.min(names.size(), 40); index += 2) {
    const [name, spec] = [names.lookup(index), names.lookup(index + 1)];
    if (!(name instanceof PDFString || name instanceof PDFHexString) || !(spec instanceof PDFDict)) continue;
    const stream = spec.lookupMaybe(PDFName.of('EF'), PDFDict)?.lookup(PDFName.of('F'));
    if (!(stream instanceof PDFRawStream)) continue;
    const bytes = decodePDFRawStream(stream).decode();
    if (bytes.length <= mostBytes) found.set(name.decodeText(), bytes);
  }
  return found;
}
