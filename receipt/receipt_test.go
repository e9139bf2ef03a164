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

// testRecord is a record in memory. It uses golang.org/x/mod only, so that these tests
// depend on no code of this project but what they test.
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

func (r *testRecord) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = r.hashes[index]
	}
	return out, nil
}

func (r *testRecord) add(leaf receipt.Leaf) {
	stored, err := tlog.StoredHashes(int64(len(r.leaves)), leaf.Bytes(), tlog.HashReaderFunc(r.ReadHashes))
	if err != nil {
		r.t.Fatal(err)
	}
	r.leaves = append(r.leaves, leaf)
	r.hashes = append(r.hashes, stored...)
}

func (r *testRecord) receipt(index int64) *receipt.Receipt {
	size := int64(len(r.leaves))
	root, err := tlog.TreeHash(size, r)
	if err != nil {
		r.t.Fatal(err)
	}
	checkpoint, err := note.Sign(&note.Note{Text: receipt.Checkpoint{Origin: r.origin, Size: size, Root: root}.Text()}, r.signer)
	if err != nil {
		r.t.Fatal(err)
	}
	proof, err := tlog.ProveRecord(size, index, r)
	if err != nil {
		r.t.Fatal(err)
	}
	return &receipt.Receipt{Leaf: r.leaves[index], Index: index, Proof: proof, Checkpoint: checkpoint, Key: r.key}
}

// filledRecord returns a record with size responses, and the answers to the one at index with
// the values that open its commitment.
func filledRecord(t testing.TB, size, index int) (*testRecord, receipt.Copy) {
	rec := newTestRecord(t, "consult.example.org/record")
	full := receipt.Copy{
		Answers:    []byte("{\"form\":\"f1\"}\n\n“yes”\n"),
		Monitoring: receipt.CommitMonitoring([32]byte{7}, []byte("private")),
		Details:    receipt.Details{Form: "v1", Edition: "standard", Channel: "web", Day: "2016-05-27", Handling: [32]byte{8}},
	}
	rand.Read(full.Salt[:])
	for i := range size {
		leaf := receipt.Leaf{Subject: "the-park", Kind: "response"}
		rand.Read(leaf.Commitment[:])
		if i == index {
			content := receipt.CommitContent(receipt.CommitAnswers(full.Salt, full.Answers), full.Monitoring)
			leaf.Commitment = receipt.Commit(content, full.Details)
		}
		rec.add(leaf)
	}
	return rec, full
}

func TestReceiptsOfSmallRecordsVerify(t *testing.T) {
	rec := newTestRecord(t, "consult.example.org/record")
	for size := 1; size <= 40; size++ {
		leaf := receipt.Leaf{Subject: "the-park", Kind: "response"}
		rand.Read(leaf.Commitment[:])
		rec.add(leaf)
		for i := range size {
			file := rec.receipt(int64(i)).Marshal()
			r, err := receipt.Parse(file)
			if err != nil {
				t.Fatalf("%d of %d: %v", i, size, err)
			}
			if err := r.Verify(rec.key); err != nil {
				t.Fatalf("%d of %d: %v", i, size, err)
			}
		}
	}
}

// files returns a plain receipt and a full copy of it, by name.
func files(t testing.TB) (key string, files map[string][]byte) {
	rec, full := filledRecord(t, 11, 6)
	plain := rec.receipt(6)
	return rec.key, map[string][]byte{"receipt": plain.Marshal(), "full copy": plain.WithCopy(full).Marshal()}
}

// accepts reports whether file can be parsed and verified, with the trusted key or without.
func accepts(file []byte, key string) bool {
	r, err := receipt.Parse(file)
	return err == nil && (r.Verify(key) == nil || r.Verify("") == nil)
}

func TestChangedBytesAreRejected(t *testing.T) {
	key, files := files(t)
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			if !accepts(file, key) {
				t.Fatal("the unchanged file is rejected")
			}
			changed := bytes.Clone(file)
			for i := range file {
				for _, to := range []byte{
					file[i] ^ 1, file[i] ^ 0x20, file[i] ^ 0x80, file[i] + 1, '\n', '\r', ' ', '0', 'A', '=', 0,
				} {
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
						t.Fatalf("the file with %q before byte %d is accepted", insert, i)
					}
				}
				if i < len(file) && accepts(append(bytes.Clone(file[:i]), file[i+1:]...), key) {
					t.Fatalf("the file without byte %d is accepted", i)
				}
				if i < len(file) && accepts(file[:i], key) {
					t.Fatalf("the first %d bytes of the file are accepted", i)
				}
			}
		})
	}
}

func TestForgedReceiptsAreRejected(t *testing.T) {
	rec, full := filledRecord(t, 11, 6)
	forger, _ := filledRecord(t, 11, 6)
	forged := *forger.receipt(6)
	other := *rec.receipt(5)
	library := newTestRecord(t, "elsewhere.example.org/record")
	library.add(other.Leaf)
	elsewhere := *library.receipt(0)

	withOurKey := forged
	withOurKey.Key = rec.key
	withOtherCheckpoint := other
	withOtherCheckpoint.Checkpoint = elsewhere.Checkpoint
	withOurCheckpoint := withOurKey
	withOurCheckpoint.Checkpoint = other.Checkpoint
	withOtherLeaf := other
	withOtherLeaf.Leaf = rec.receipt(6).Leaf
	beyondTheEnd := other
	beyondTheEnd.Index = 11
	for _, test := range []struct {
		name    string
		receipt receipt.Receipt
		message string // part of the error
	}{
		{"a whole forged record", forged, "has a different key"},
		{"our key with their checkpoint", withOurKey, "signature"},
		{"our key with the checkpoint of another record", withOtherCheckpoint, "belongs to the record"},
		{"our checkpoint with their leaf", withOurCheckpoint, "proof does not match"},
		{"the proof of another leaf", withOtherLeaf, "proof does not match"},
		{"the answers of another response", *other.WithCopy(full), "answers do not match"},
		{"an index beyond the end of the record", beyondTheEnd, "proof does not match"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.receipt.Verify(rec.key)
			if err == nil || !strings.Contains(err.Error(), test.message) {
				t.Errorf("got %v, want an error with %q", err, test.message)
			}
		})
	}
}

// In general a checkpoint may also be signed by witnesses. A receipt may not contain their
// signatures, because it has no keys to verify them: anyone could change them.
func TestASecondSignatureIsRejected(t *testing.T) {
	rec, _ := filledRecord(t, 3, 1)
	r := rec.receipt(1)
	r.Checkpoint = append(r.Checkpoint, "— witness.example.org "+base64.StdEncoding.EncodeToString(make([]byte, 68))+"\n"...)
	if accepts(r.Marshal(), rec.key) {
		t.Error("a checkpoint with a second signature is accepted")
	}
}

func TestSaltsAndLabelsKeepCommitmentsApart(t *testing.T) {
	yes, no := []byte("yes"), []byte("no")
	seen := map[[32]byte]string{}
	for name, c := range map[string][32]byte{
		"answers":          receipt.CommitAnswers([32]byte{1}, yes),
		"other answers":    receipt.CommitAnswers([32]byte{1}, no),
		"other salt":       receipt.CommitAnswers([32]byte{2}, yes),
		"monitoring":       receipt.CommitMonitoring([32]byte{1}, yes),
		"combined":         receipt.CommitContent([32]byte{1}, [32]byte{2}),
		"in another order": receipt.CommitContent([32]byte{2}, [32]byte{1}),
		"response":         receipt.Commit([32]byte{1}, receipt.Details{}),
		"form":             receipt.Commit([32]byte{1}, receipt.Details{Form: "yes"}),
		"edition":          receipt.Commit([32]byte{1}, receipt.Details{Edition: "yes"}),
		"channel":          receipt.Commit([32]byte{1}, receipt.Details{Channel: "yes"}),
		"day":              receipt.Commit([32]byte{1}, receipt.Details{Day: "yes"}),
		"handling":         receipt.Commit([32]byte{1}, receipt.Details{Handling: [32]byte{1}}),
	} {
		if same, ok := seen[c]; ok {
			t.Errorf("%s and %s are the same", name, same)
		}
		seen[c] = name
	}
	// Published commitments can be opened only if the function never changes.
	if got := fmt.Sprintf("%x", receipt.CommitAnswers([32]byte{}, yes)); got != pinnedCommitment {
		t.Errorf("the commitment to an answer has changed to %s", got)
	}
}

// pinnedCommitment is the output of sha256sum for 'folkmoot/commit/answers/v1\0', 32 zero bytes
// and 'yes'.
const pinnedCommitment = "b1526c1f1905d54747a5fa0aebade930b92711e4d37daed782830188a2201dc5"

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
			t.Errorf("Check of %q, %q: %v, want valid: %t", test.subject, test.kind, err, test.good)
		}
		back, err := receipt.ParseLeaf(leaf.Bytes())
		if (err == nil) != test.good || test.good && back != leaf {
			t.Errorf("%q, %q decoded as %v, %v", test.subject, test.kind, back, err)
		}
	}
}

func TestParseCodeIgnoresCaseSpacesAndHyphens(t *testing.T) {
	leaf := receipt.Leaf{Subject: "the-park", Kind: "response", Commitment: [32]byte{3}}
	code, hash := leaf.Code(), leaf.Hash()
	for _, typed := range []string{
		code, strings.ToLower(code), strings.ReplaceAll(code, "-", " "), " " + strings.ReplaceAll(code, "-", "") + "\n",
		strings.NewReplacer("O", "0", "I", "1").Replace(code),
	} {
		start, err := receipt.ParseCode(typed)
		if err != nil || !bytes.Equal(start[:], hash[:receipt.CodeBytes]) {
			t.Errorf("code %q: got %x, %v; want %x", typed, start, err, hash[:receipt.CodeBytes])
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
			t.Error("parsing and marshalling changed the file")
		}
		r.Verify("") // must not panic
	})
}
