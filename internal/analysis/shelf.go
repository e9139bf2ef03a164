package analysis

import (
	"slices"
	"sync"
)

// shelf keeps the releases that were read last. A release never changes, and
// the sum of its bytes names it for good; to read it out of its bytes again for
// each figure that an answer quotes is most of what such a page would do. The
// zero value is an empty shelf. Whoever takes a release from it changes nothing
// in it.
type shelf struct {
	mu   sync.Mutex
	kept []shelved // the one that was taken last is the last
}

type shelved struct {
	sum     string
	release *Release
}

// onShelf is how many releases are kept. The largest that a county has are some
// megabytes.
const onShelf = 16

// take returns the release whose bytes have that sum, or nil.
func (s *shelf) take(sum string) *Release {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.kept, func(k shelved) bool { return k.sum == sum })
	if at < 0 {
		return nil
	}
	k := s.kept[at]
	s.kept = append(slices.Delete(s.kept, at, at+1), k)
	return k.release
}

// put keeps r, in the place of the one that nobody took for longest.
func (s *shelf) put(sum string, r *Release) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = slices.DeleteFunc(s.kept, func(k shelved) bool { return k.sum == sum })
	if len(s.kept) == onShelf {
		s.kept = slices.Delete(s.kept, 0, 1)
	}
	s.kept = append(s.kept, shelved{sum, r})
}

// thaw reads f.Release out of f.Bytes, if it is not on the shelf.
func (s *shelf) thaw(f *Frozen) (err error) {
	if f.Release = s.take(f.Sum); f.Release != nil {
		return nil
	}
	if f.Release, err = thaw(f.Bytes); err == nil {
		s.put(f.Sum, f.Release)
	}
	return err
}
