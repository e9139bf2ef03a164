package seal_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/seal"
)

func open(t *testing.T, dir string) *seal.Keyring {
	t.Helper()
	b, err := seal.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestOnlyTheRightKeyOpens(t *testing.T) {
	b := open(t, t.TempDir())
	pool := must[[]byte](t)(b.Seal("pool", "a@example.org"))
	again := must[[]byte](t)(b.Seal("pool", "a@example.org"))
	staff := must[[]byte](t)(b.Seal("", "officer@example.org"))
	if string(pool) == string(again) || strings.Contains(string(pool), "example") {
		t.Errorf("what is sealed says what it is")
	}
	if got, err := b.Open("pool", pool); err != nil || got != "a@example.org" {
		t.Errorf("%q %v", got, err)
	}
	if got, err := b.Open("", staff); err != nil || got != "officer@example.org" {
		t.Errorf("%q %v", got, err)
	}
	must[[]byte](t)(b.Seal("park", "x"))
	if got, err := b.Open("park", pool); err == nil {
		t.Errorf("the key of the park opened %q", got)
	}
	pool[len(pool)-1] ^= 1
	if _, err := b.Open("pool", pool); err == nil || fault.Is(err, fault.Closed) {
		t.Errorf("what is damaged: %v", err)
	}
}

func TestDestroyKeyMakesCopiesUnreadable(t *testing.T) {
	dir := t.TempDir()
	b, other := open(t, dir), open(t, dir) // two processes
	pool := must[[]byte](t)(b.Seal("pool", "a@example.org"))
	park := must[[]byte](t)(b.Seal("park", "b@example.org"))
	tag := must[string](t)(b.Tag("pool", "a@example.org"))
	must[string](t)(other.Open("pool", pool)) // it has seen the key
	for range 2 {
		if err := b.DestroyKey("pool"); err != nil {
			t.Fatal(err)
		}
	}
	for name, box := range map[string]*seal.Keyring{"the one that forgot": b, "another": other, "a new one": open(t, dir)} {
		if got, err := box.Open("pool", pool); !fault.Is(err, fault.Closed) {
			t.Errorf("%s opened %q, %v", name, got, err)
		}
	}
	if _, err := b.Open("park", park); err != nil {
		t.Error(err)
	}
	// What comes later has a new key, which tells nothing of what was before.
	later := must[[]byte](t)(other.Seal("pool", "c@example.org"))
	if got, err := b.Open("pool", later); err != nil || got != "c@example.org" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := b.Open("pool", pool); !fault.Is(err, fault.Closed) {
		t.Errorf("a new key opened what was forgotten: %v", err)
	}
	if must[string](t)(b.Tag("pool", "a@example.org")) == tag {
		t.Error("a tag outlived its key")
	}
}

func TestTagsDifferBetweenConsultations(t *testing.T) {
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	a := must[string](t)(one.Tag("pool", "a@example.org"))
	if must[string](t)(two.Tag("pool", "a@example.org")) != a {
		t.Error("not found again")
	}
	if must[string](t)(one.Tag("pool", "b@example.org")) == a || must[string](t)(one.Tag("park", "a@example.org")) == a ||
		must[string](t)(one.Tag("", "a@example.org")) == a {
		t.Error("two have one tag")
	}
}

func TestKeyNamesCannotEscapeTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	b := open(t, dir)
	outside := filepath.Join(filepath.Dir(dir), "outside.key")
	if err := os.WriteFile(outside, []byte("x"), 0o400); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../outside", "..", "/etc/passwd", "a/b", "_staff", "_former", "a.key", "A", "pool\x00", "pool\n", "-", strings.Repeat("a", 201), `..\outside`} {
		if _, err := b.Seal(name, "x"); err == nil {
			t.Errorf("%q was sealed for", name)
		}
		if _, err := b.Open(name, nil); err == nil || fault.Is(err, fault.Closed) {
			t.Errorf("%q was opened for: %v", name, err)
		}
		if _, err := b.Tag(name, "x"); err == nil {
			t.Errorf("%q has a tag", name)
		}
		if err := b.DestroyKey(name); err == nil {
			t.Errorf("%q was forgotten", name)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
	// Nor does a link that somebody laid.
	if err := os.Symlink(outside, filepath.Join(dir, "laid.key")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Seal("laid", "x"); err == nil {
		t.Error("a link led out")
	}
}

func TestKeyFilesArePrivateAndComplete(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	must[[]byte](t)(b.Seal("pool", "x"))
	file := filepath.Join(dir, "pool.key")
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o400 {
		t.Fatalf("%v %v", info.Mode(), err)
	}
	if err := os.Chmod(file, 0o440); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Seal("pool", "x"); err == nil || !strings.Contains(err.Error(), "chmod 400") {
		t.Errorf("a key that others may read: %v", err)
	}
	os.Remove(file)
	if err := os.WriteFile(file, []byte("AGE-SECRET-KEY-1QQQ"), 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Seal("pool", "x"); err == nil || strings.Contains(err.Error(), "QQQ") {
		t.Errorf("half a key: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.new"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}

// Many who begin at once end with one key, and all of them can be read.
func TestConcurrentUseMakesOneKey(t *testing.T) {
	dir := t.TempDir()
	boxes := make([]*seal.Keyring, 16)
	for i := range boxes {
		boxes[i] = open(t, dir)
	}
	for round := range 50 {
		slug, sealed, at := fmt.Sprint("c-", round), make([][]byte, len(boxes)), make(chan struct{})
		var all sync.WaitGroup
		for i, b := range boxes {
			all.Go(func() { <-at; sealed[i], _ = b.Seal(slug, "x") })
		}
		close(at)
		all.Wait()
		for i := range sealed {
			if got, err := boxes[0].Open(slug, sealed[i]); err != nil || got != "x" {
				t.Fatalf("round %d, box %d: %q %v", round, i, got, err)
			}
		}
	}
}

func TestLegacyKeyOpensUntilDestroyed(t *testing.T) {
	dir := t.TempDir()
	former, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, seal.LegacyKeyFile), []byte(former.String()), 0o400); err != nil {
		t.Fatal(err)
	}
	var sealed strings.Builder
	w, err := age.Encrypt(&sealed, former.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("a@example.org"))
	if err := errors.Join(w.Close()); err != nil {
		t.Fatal(err)
	}
	b := open(t, dir)
	must[[]byte](t)(b.Seal("pool", "new"))
	for _, slug := range []string{"pool", "park"} {
		if got, err := b.Open(slug, []byte(sealed.String())); err != nil || got != "a@example.org" {
			t.Errorf("%s: %q %v", slug, got, err)
		}
	}
	if err := b.DestroyKey("pool"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Open("pool", []byte(sealed.String())); !fault.Is(err, fault.Closed) {
		t.Errorf("the former key opened what was forgotten: %v", err)
	}
	if _, err := b.Open("park", []byte(sealed.String())); err != nil {
		t.Error(err)
	}
}
