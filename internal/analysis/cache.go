package analysis

import (
	"slices"
	"sync"
)

// releaseCache caches decoded releases by checksum, least recently used out
// first. Releases never change, and decoding them for each quoted figure would
// take most of the time of such a page. The zero value is an empty cache. It is
// safe for concurrent use. Callers must not change the releases.
type releaseCache struct {
	mu      sync.Mutex
	entries []cacheEntry // the most recently used is the last; guarded by mu
}

type cacheEntry struct {
	checksum string
	release  *Release
}

// cacheSize is the number of cached releases. The largest of a county take a few
// megabytes.
const cacheSize = 16

// get returns the release with this checksum, or nil.
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

// put adds r, and removes the least recently used release if the cache is full.
func (s *releaseCache) put(sum string, r *Release) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = slices.DeleteFunc(s.entries, func(k cacheEntry) bool { return k.checksum == sum })
	if len(s.entries) == cacheSize {
		s.entries = slices.Delete(s.entries, 0, 1)
	}
	s.entries = append(s.entries, cacheEntry{sum, r})
}

// load sets f.Release from the cache, or decodes f.Bytes and adds the result to
// the cache.
func (s *releaseCache) load(f *StoredRelease) (err error) {
	if f.Release = s.get(f.Checksum); f.Release != nil {
		return nil
	}
	if f.Release, err = unmarshalRelease(f.Bytes); err == nil {
		s.put(f.Checksum, f.Release)
	}
	return err
}
