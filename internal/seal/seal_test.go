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
	ring, err := seal.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ring.Close() })
	return ring
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
	ring := open(t, t.TempDir())
	pool := must[[]byte](t)(ring.Seal("pool", "a@example.org"))
	again := must[[]byte](t)(ring.Seal("pool", "a@example.org"))
	staff := must[[]byte](t)(ring.Seal("", "officer@example.org"))
	if string(pool) == string(again) || strings.Contains(string(pool), "example") {
		t.Errorf("the encrypted text is repeatable or contains the plain text")
	}
	if got, err := ring.Open("pool", pool); err != nil || got != "a@example.org" {
		t.Errorf("decrypted %q, %v", got, err)
	}
	if got, err := ring.Open("", staff); err != nil || got != "officer@example.org" {
		t.Errorf("decrypted %q, %v", got, err)
	}
	must[[]byte](t)(ring.Seal("park", "x"))
	if got, err := ring.Open("park", pool); err == nil {
		t.Errorf("the key of park decrypted %q of pool", got)
	}
	pool[len(pool)-1] ^= 1
	if _, err := ring.Open("pool", pool); err == nil || fault.Is(err, fault.Closed) {
		t.Errorf("damaged data: %v, want an error other than a deleted key", err)
	}
}

func TestDestroyKeyMakesCopiesUnreadable(t *testing.T) {
	dir := t.TempDir()
	ring, other := open(t, dir), open(t, dir) // two processes
	pool := must[[]byte](t)(ring.Seal("pool", "a@example.org"))
	park := must[[]byte](t)(ring.Seal("park", "b@example.org"))
	tag := must[string](t)(ring.Tag("pool", "a@example.org"))
	must[string](t)(other.Open("pool", pool)) // it has read the key
	for range 2 {
		if err := ring.DestroyKey("pool"); err != nil {
			t.Fatal(err)
		}
	}
	for name, r := range map[string]*seal.Keyring{"the same keyring": ring, "another": other, "a new one": open(t, dir)} {
		if got, err := r.Open("pool", pool); !fault.Is(err, fault.Closed) {
			t.Errorf("%s decrypted %q, %v", name, got, err)
		}
	}
	if _, err := ring.Open("park", park); err != nil {
		t.Error(err)
	}
	// A new key is created, which decrypts nothing older.
	later := must[[]byte](t)(other.Seal("pool", "c@example.org"))
	if got, err := ring.Open("pool", later); err != nil || got != "c@example.org" {
		t.Errorf("decrypted %q, %v", got, err)
	}
	if _, err := ring.Open("pool", pool); !fault.Is(err, fault.Closed) {
		t.Errorf("the new key decrypted older data: %v", err)
	}
	if must[string](t)(ring.Tag("pool", "a@example.org")) == tag {
		t.Error("the new key gives the same tag")
	}
}

func TestTagsDifferBetweenConsultations(t *testing.T) {
	dir := t.TempDir()
	first, second := open(t, dir), open(t, dir) // two processes
	a := must[string](t)(first.Tag("pool", "a@example.org"))
	if must[string](t)(second.Tag("pool", "a@example.org")) != a {
		t.Error("another process gets a different tag for the same text")
	}
	if must[string](t)(first.Tag("pool", "b@example.org")) == a || must[string](t)(first.Tag("park", "a@example.org")) == a ||
		must[string](t)(first.Tag("", "a@example.org")) == a {
		t.Error("different texts or consultations have the same tag")
	}
}

func TestKeyNamesCannotEscapeTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	ring := open(t, dir)
	outside := filepath.Join(filepath.Dir(dir), "outside.key")
	if err := os.WriteFile(outside, []byte("x"), 0o400); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"../outside", "..", "/etc/passwd", "a/b", "_staff", "_former", "a.key", "A", "pool\x00", "pool\n", "-",
		strings.Repeat("a", 201), `..\outside`,
	} {
		if _, err := ring.Seal(name, "x"); err == nil {
			t.Errorf("Seal accepted %q", name)
		}
		if _, err := ring.Open(name, nil); err == nil || fault.Is(err, fault.Closed) {
			t.Errorf("Open accepted %q: %v", name, err)
		}
		if _, err := ring.Tag(name, "x"); err == nil {
			t.Errorf("Tag accepted %q", name)
		}
		if err := ring.DestroyKey(name); err == nil {
			t.Errorf("DestroyKey accepted %q", name)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
	// A symbolic link in the folder does not lead out of it either.
	if err := os.Symlink(outside, filepath.Join(dir, "link.key")); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Seal("link", "x"); err == nil {
		t.Error("a symbolic link to a file outside was followed")
	}
}

func TestKeyFilesArePrivateAndComplete(t *testing.T) {
	dir := t.TempDir()
	ring := open(t, dir)
	must[[]byte](t)(ring.Seal("pool", "x"))
	file := filepath.Join(dir, "pool.key")
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o400 {
		t.Fatalf("mode %v, want 0400 (%v)", info.Mode(), err)
	}
	if err := os.Chmod(file, 0o440); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Seal("pool", "x"); err == nil || !strings.Contains(err.Error(), "chmod 400") {
		t.Errorf("a key file that others can read: %v, want advice to run chmod", err)
	}
	os.Remove(file)
	if err := os.WriteFile(file, []byte("AGE-SECRET-KEY-1QQQ"), 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Seal("pool", "x"); err == nil || strings.Contains(err.Error(), "QQQ") {
		t.Errorf("half a key: %v, want an error without its content", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.new"))
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files remain: %v (%v)", left, err)
	}
}

// Keyrings that seal for a new consultation at the same time all use one key.
func TestConcurrentUseMakesOneKey(t *testing.T) {
	dir := t.TempDir()
	rings := make([]*seal.Keyring, 16)
	for i := range rings {
		rings[i] = open(t, dir)
	}
	for round := range 50 {
		slug, sealed, start := fmt.Sprint("c-", round), make([][]byte, len(rings)), make(chan struct{})
		var all sync.WaitGroup
		for i, ring := range rings {
			all.Go(func() { <-start; sealed[i], _ = ring.Seal(slug, "x") })
		}
		close(start)
		all.Wait()
		for i := range sealed {
			if got, err := rings[0].Open(slug, sealed[i]); err != nil || got != "x" {
				t.Fatalf("round %d, keyring %d: %q %v", round, i, got, err)
			}
		}
	}
}

func TestLegacyKeyOpensUntilDestroyed(t *testing.T) {
	dir := t.TempDir()
	legacy, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, seal.LegacyKeyFile), []byte(legacy.String()), 0o400); err != nil {
		t.Fatal(err)
	}
	var sealed strings.Builder
	w, err := age.Encrypt(&sealed, legacy.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("a@example.org"))
	if err := errors.Join(w.Close()); err != nil {
		t.Fatal(err)
	}
	ring := open(t, dir)
	must[[]byte](t)(ring.Seal("pool", "new"))
	for _, slug := range []string{"pool", "park"} {
		if got, err := ring.Open(slug, []byte(sealed.String())); err != nil || got != "a@example.org" {
			t.Errorf("%s: %q %v", slug, got, err)
		}
	}
	if err := ring.DestroyKey("pool"); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Open("pool", []byte(sealed.String())); !fault.Is(err, fault.Closed) {
		t.Errorf("the legacy key decrypted data of a destroyed key: %v", err)
	}
	if _, err := ring.Open("park", []byte(sealed.String())); err != nil {
		t.Error(err)
	}
}
