package receipt_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/receipt"
)

// testRecord is a record in memory, made with golang.org/x/mod alone, so that
// these tests lean on nothing of ours but what they test.
type testRecord struct {
	t      testing.TB
	signer note.Signer
	key    string
	origin string
	leaves []receipt.Leaf
	hashes []tlog.Hash
}

func newTestRecord(t testing.TB, origin string) *testRecord {
	secret, key, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return &testRecord{t: t, signer: signer, key: key, origin: origin}
}

func (l *testRecord) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = l.hashes[index]
	}
	return out, nil
}

func (l *testRecord) add(leaf receipt.Leaf) {
	stored, err := tlog.StoredHashes(int64(len(l.leaves)), leaf.Bytes(), tlog.HashReaderFunc(l.ReadHashes))
	if err != nil {
		l.t.Fatal(err)
	}
	l.leaves = append(l.leaves, leaf)
	l.hashes = append(l.hashes, stored...)
}

func (l *testRecord) receipt(index int64) *receipt.Receipt {
	size := int64(len(l.leaves))
	root, err := tlog.TreeHash(size, l)
	if err != nil {
		l.t.Fatal(err)
	}
	checkpoint, err := note.Sign(&note.Note{Text: receipt.Checkpoint{Origin: l.origin, Size: size, Root: root}.Text()}, l.signer)
	if err != nil {
		l.t.Fatal(err)
	}
	proof, err := tlog.ProveRecord(size, index, l)
	if err != nil {
		l.t.Fatal(err)
	}
	return &receipt.Receipt{Leaf: l.leaves[index], Index: index, Proof: proof, Checkpoint: checkpoint, Key: l.key}
}

// filledRecord returns a record of size responses, the answers of the one at index,
// and what opens its commitment.
func filledRecord(t testing.TB, size, index int) (*testRecord, receipt.Copy) {
	l := newTestRecord(t, "consult.example.org/record")
	mine := receipt.Copy{Answers: []byte("{\"form\":\"f1\"}\n\n“yes”\n"), Monitoring: receipt.CommitMonitoring([32]byte{7}, []byte("private"))}
	rand.Read(mine.Salt[:])
	for i := range size {
		leaf := receipt.Leaf{Subject: "the-park", Kind: "response"}
		rand.Read(leaf.Commitment[:])
		if i == index {
			leaf.Commitment = receipt.Commit(receipt.CommitAnswers(mine.Salt, mine.Answers), mine.Monitoring)
		}
		l.add(leaf)
	}
	return l, mine
}

func TestReceiptsOfSmallRecordsVerify(t *testing.T) {
	l := newTestRecord(t, "consult.example.org/record")
	for size := 1; size <= 40; size++ {
		leaf := receipt.Leaf{Subject: "the-park", Kind: "response"}
		rand.Read(leaf.Commitment[:])
		l.add(leaf)
		for i := range size {
			file := l.receipt(int64(i)).Marshal()
			r, err := receipt.Parse(file)
			if err != nil {
				t.Fatalf("%d of %d: %v", i, size, err)
			}
			if err := r.Verify(l.key); err != nil {
				t.Fatalf("%d of %d: %v", i, size, err)
			}
		}
	}
}

// files are a plain receipt and a full copy.
func files(t testing.TB) (key string, files map[string][]byte) {
	l, mine := filledRecord(t, 11, 6)
	plain := l.receipt(6)
	return l.key, map[string][]byte{"receipt": plain.Marshal(), "full copy": plain.WithCopy(mine).Marshal()}
}

// accepts reports whether anybody could take file for a good receipt.
func accepts(file []byte, key string) bool {
	r, err := receipt.Parse(file)
	return err == nil && (r.Verify(key) == nil || r.Verify("") == nil)
}

func TestChangedBytesAreRejected(t *testing.T) {
	key, files := files(t)
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			if !accepts(file, key) {
				t.Fatal("the unchanged file is refused")
			}
			changed := bytes.Clone(file)
			for i := range file {
				for _, to := range []byte{file[i] ^ 1, file[i] ^ 0x20, file[i] ^ 0x80, file[i] + 1, '\n', '\r', ' ', '0', 'A', '=', 0} {
					if to == file[i] {
						continue
					}
					changed[i] = to
					if accepts(changed, key) {
						t.Fatalf("byte %d changed from %q to %q is accepted", i, file[i], to)
					}
				}
				changed[i] = file[i]
			}
		})
	}
}

func TestBitFlipsAreRejected(t *testing.T) {
	key, files := files(t)
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			random := mathrand.New(mathrand.NewPCG(1, 2))
			for range 10_000 {
				changed := bytes.Clone(file)
				bit := random.IntN(8 * len(file))
				changed[bit/8] ^= 1 << (bit % 8)
				if accepts(changed, key) {
					t.Fatalf("bit %d of byte %d flipped is accepted", bit%8, bit/8)
				}
			}
		})
	}
}

func TestAddedAndRemovedBytesAreRejected(t *testing.T) {
	key, files := files(t)
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			for i := range len(file) + 1 {
				for _, insert := range []string{"\n", " ", "\r", "A", "="} {
					if changed := string(file[:i]) + insert + string(file[i:]); accepts([]byte(changed), key) {
						t.Fatalf("%q put in before byte %d is accepted", insert, i)
					}
				}
				if i < len(file) && accepts(append(bytes.Clone(file[:i]), file[i+1:]...), key) {
					t.Fatalf("byte %d taken away is accepted", i)
				}
				if i < len(file) && accepts(file[:i], key) {
					t.Fatalf("the first %d bytes are accepted", i)
				}
			}
		})
	}
}

func TestForgedReceiptsAreRejected(t *testing.T) {
	l, mine := filledRecord(t, 11, 6)
	forger, _ := filledRecord(t, 11, 6)
	forged := forger.receipt(6)
	other := l.receipt(5)
	library := newTestRecord(t, "elsewhere.example.org/record")
	library.add(other.Leaf)
	elsewhere := library.receipt(0)
	for _, test := range []struct {
		name    string
		receipt receipt.Receipt
		trusted string
		say     string // part of what is said
	}{
		{"a record made up whole", *forged, l.key, "names another key"},
		{"our key over their checkpoint", receipt.Receipt{Leaf: forged.Leaf, Index: 6, Proof: forged.Proof, Checkpoint: forged.Checkpoint, Key: l.key}, l.key, "signature"},
		{"our key over the checkpoint of another record", receipt.Receipt{Leaf: other.Leaf, Index: 5, Proof: other.Proof, Checkpoint: elsewhere.Checkpoint, Key: l.key}, l.key, "is of the record"},
		{"our checkpoint over their leaf", receipt.Receipt{Leaf: forged.Leaf, Index: 6, Proof: forged.Proof, Checkpoint: other.Checkpoint, Key: l.key}, l.key, "does not lead"},
		{"the proof of another leaf", receipt.Receipt{Leaf: l.receipt(6).Leaf, Index: 5, Proof: other.Proof, Checkpoint: other.Checkpoint, Key: l.key}, l.key, "does not lead"},
		{"the answers of somebody else", *other.WithCopy(mine), l.key, "answers are not those"},
		{"an index beyond the record", receipt.Receipt{Leaf: other.Leaf, Index: 11, Proof: other.Proof, Checkpoint: other.Checkpoint, Key: l.key}, l.key, "does not lead"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.receipt.Verify(test.trusted)
			if err == nil || !strings.Contains(err.Error(), test.say) {
				t.Errorf("got %v, want something of %q", err, test.say)
			}
		})
	}
}

// A witness or a second key may sign a checkpoint elsewhere; in a receipt a
// signature that we cannot check is a byte that nobody guards.
func TestASecondSignatureIsRejected(t *testing.T) {
	l, _ := filledRecord(t, 3, 1)
	r := l.receipt(1)
	r.Checkpoint = append(r.Checkpoint, "— witness.example.org "+base64.StdEncoding.EncodeToString(make([]byte, 68))+"\n"...)
	if accepts(r.Marshal(), l.key) {
		t.Error("accepted")
	}
}

func TestSaltsAndLabelsKeepCommitmentsApart(t *testing.T) {
	yes, no := []byte("yes"), []byte("no")
	seen := map[[32]byte]string{}
	for name, c := range map[string][32]byte{
		"answers":           receipt.CommitAnswers([32]byte{1}, yes),
		"other answers":     receipt.CommitAnswers([32]byte{1}, no),
		"other salt":        receipt.CommitAnswers([32]byte{2}, yes),
		"monitoring":        receipt.CommitMonitoring([32]byte{1}, yes),
		"joined":            receipt.Commit([32]byte{1}, [32]byte{2}),
		"joined other wise": receipt.Commit([32]byte{2}, [32]byte{1}),
	} {
		if same, ok := seen[c]; ok {
			t.Errorf("%s and %s are the same", name, same)
		}
		seen[c] = name
	}
	// Pinned, because what was committed must open for ever.
	if got := fmt.Sprintf("%x", receipt.CommitAnswers([32]byte{}, yes)); got != pinnedReceipt {
		t.Errorf("the commitment of an answer is now %s", got)
	}
}

// printf 'folkmoot/commit/answers/v1\0' + 32 zero bytes + 'yes', through sha256sum
const pinnedReceipt = "b1526c1f1905d54747a5fa0aebade930b92711e4d37daed782830188a2201dc5"

func TestLeaves(t *testing.T) {
	for _, test := range []struct {
		subject, kind string
		good          bool
	}{
		{"the-park", "response", true},
		{"equality-strategy-2016", "excluded:duplicate-of-paper", true},
		{"decision/2016-05", "audit-root", true},
		{"epoch-1", "epoch", true},
		{"", "response", false},
		{"the park", "response", false},
		{"the-park\nresponse", "x", false},
		{"the-park", "", false},
		{"the-park", "Response", false},
		{"the-park", "excluded:", false},
		{"the-park", "excluded:a b", false},
		{"the-park", "response\n", false},
		{"the-park\n", "response", false},
		{strings.Repeat("a", 201), "response", false},
		{"a", strings.Repeat("a", 101), false},
		{"pärk", "response", false},
	} {
		leaf := receipt.Leaf{Subject: test.subject, Kind: test.kind}
		if err := leaf.Check(); (err == nil) != test.good {
			t.Errorf("%q %q: %v", test.subject, test.kind, err)
		}
		back, err := receipt.ParseLeaf(leaf.Bytes())
		if (err == nil) != test.good || test.good && back != leaf {
			t.Errorf("%q %q: read back as %v, %v", test.subject, test.kind, back, err)
		}
	}
}

func TestParseCodeIgnoresCaseSpacesAndHyphens(t *testing.T) {
	leaf := receipt.Leaf{Subject: "the-park", Kind: "response", Commitment: [32]byte{3}}
	code, hash := leaf.Code(), leaf.Hash()
	for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", " "), " " + strings.ReplaceAll(code, "-", "") + "\n",
		strings.NewReplacer("O", "0", "I", "1").Replace(code)} {
		start, err := receipt.ParseCode(typed)
		if err != nil || !bytes.Equal(start[:], hash[:receipt.CodeBytes]) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for _, typed := range []string{"", "ABCD", code + "A", code[1:], "!" + code[1:]} {
		if _, err := receipt.ParseCode(typed); err == nil {
			t.Errorf("%q is accepted", typed)
		}
	}
}

func FuzzReceiptParse(f *testing.F) {
	_, seeds := files(f)
	for _, file := range seeds {
		f.Add(file)
	}
	f.Add([]byte("c2sp.org/tlog-proof@v1\nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := receipt.Parse(file)
		if err != nil {
			return
		}
		if !bytes.Equal(r.Marshal(), file) {
			t.Error("read, and written back otherwise")
		}
		r.Verify("") // must not panic
	})
}
