package analysis

import (
	"slices"
	"sync"
)

// releaseCache keeps the releases that were read last. A release never changes, and
// the sum of its bytes names it for good; to read it out of its bytes again for
// each figure that an answer quotes is most of what such a page would do. The
// zero value is an empty shelf. Whoever takes a release from it changes nothing
// in it.
type releaseCache struct {
	mu      sync.Mutex
	entries []cacheEntry // the one that was taken last is the last
}

type cacheEntry struct {
	checksum string
	release  *Release
}

// cacheSize is how many releases are kept. The largest that a county has are some
// megabytes.
const cacheSize = 16

// get returns the release whose bytes have that sum, or nil.
func (s *releaseCache) get(sum string) *Release {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.entries, func(k cacheEntry) bool { return k.checksum == sum })
	if at < 0 {
		return nil
	}
	k := s.entries[at]
	s.entries = append(slices.Delete(s.entries, at, at+1), k)
	return k.release
}

// put keeps r, in the place of the one that nobody took for longest.
func (s *releaseCache) put(sum string, r *Release) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = slices.DeleteFunc(s.entries, func(k cacheEntry) bool { return k.checksum == sum })
	if len(s.entries) == cacheSize {
		s.entries = slices.Delete(s.entries, 0, 1)
	}
	s.entries = append(s.entries, cacheEntry{sum, r})
}

// load reads f.Release out of f.Bytes, if it is not on the shelf.
func (s *releaseCache) load(f *StoredRelease) (err error) {
	if f.Release = s.get(f.Checksum); f.Release != nil {
		return nil
	}
	if f.Release, err = unmarshalRelease(f.Bytes); err == nil {
		s.put(f.Checksum, f.Release)
	}
	return err
}
