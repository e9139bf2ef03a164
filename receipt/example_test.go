package receipt_test

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/receipt"
)

// exampleReceipt returns the full copy of the only response in a record, and the key of the
// record.
func exampleReceipt() ([]byte, string) {
	secret, key, err := note.GenerateKey(rand.Reader, "consult.example.org/record")
	if err != nil {
		panic(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		panic(err)
	}
	salt := sha256.Sum256([]byte("for this example; real salts are random"))
	answers := []byte(`{"use-the-park":"yes"}`)
	details := receipt.Details{Form: "v1", Edition: "standard", Channel: "web", Day: "2016-05-27"}
	content := receipt.CommitContent(receipt.CommitAnswers(salt, answers), [32]byte{})
	leaf := receipt.Leaf{Subject: "the-park", Kind: "response", Commitment: receipt.Commit(content, details)}
	checkpoint := receipt.Checkpoint{Origin: "consult.example.org/record", Size: 1, Root: tlog.RecordHash(leaf.Bytes())}
	signed, err := note.Sign(&note.Note{Text: checkpoint.Text()}, signer)
	if err != nil {
		panic(err)
	}
	r := &receipt.Receipt{Leaf: leaf, Checkpoint: signed, Key: key}
	return r.WithCopy(receipt.Copy{Answers: answers, Salt: salt, Details: details}).Marshal(), key
}

// Verifying a receipt needs the public key of the record only, and no connection to the
// council's server.
func Example() {
	file, key := exampleReceipt()

	r, err := receipt.Parse(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Verify(key); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("Entry %d of %s is a %s to %s.\n", r.Index, r.Origin(), r.Leaf.Kind, r.Leaf.Subject)
	fmt.Printf("The answers are %s.\n", r.Copy.Answers)
	fmt.Printf("They were received on %s.\n", r.Copy.Details.Day)
	// Output:
	// Entry 0 of consult.example.org/record is a response to the-park.
	// The answers are {"use-the-park":"yes"}.
	// They were received on 2016-05-27.
}

// A copy with changed answers does not match the commitment in the record.
func ExampleReceipt_Verify() {
	file, key := exampleReceipt()
	r, err := receipt.Parse(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	r.Copy.Answers = []byte(`{"use-the-park":"no"}`)
	fmt.Println(r.Verify(key))
	// Output:
	// The answers do not match the public record. This copy was changed after it was made.
}

// The same answer has different commitments with different salts, so that no one can find
// the answer to a published commitment by trying all possible answers.
func ExampleCommitAnswers() {
	a := receipt.CommitAnswers([32]byte{1}, []byte("yes"))
	b := receipt.CommitAnswers([32]byte{2}, []byte("yes"))
	fmt.Println(a == b)
	// Output:
	// false
}

// A receipt code is short enough to read out on the phone, and identifies an entry of the
// record.
func ExampleLeaf_Code() {
	leaf := receipt.Leaf{Subject: "the-park", Kind: "response"}
	fmt.Println(leaf.Code())
	// Output:
	// 3CYQ-ZWDJ-R7Q2-WSLE-FG6L-HLX5-OJJZ-4NXI
}
