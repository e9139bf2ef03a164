// Package memo keeps what was computed last, for what is asked for again and again and takes long to compute.
package memo

import (
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Cache keeps values by the keys from which they follow, such as the digest of a text. When it is full, the value that was not
// used for longest leaves. The zero value is an empty cache. It is safe for concurrent use. Callers share the values, so they
// must not change them.
type Cache[V any] struct {
	once   sync.Once
	values *lru.Cache[string, V]
}

// Size is the number of values that a cache keeps.
const Size = 16

// Get returns the value of key, which it computes if the cache does not have it. A value that could not be computed is not
// kept. If several callers ask for a value that is missing, each computes it.
func (c *Cache[V]) Get(key string, compute func() (V, error)) (V, error) {
	c.once.Do(func() {
		values, err := lru.New[string, V](Size)
		if err != nil {
			panic("memo: " + err.Error()) // which only a negative size causes
		}
		c.values = values
	})
	if v, ok := c.values.Get(key); ok {
		return v, nil
	}
	v, err := compute()
	if err == nil {
		c.values.Add(key, v)
	}
	return v, err
}
