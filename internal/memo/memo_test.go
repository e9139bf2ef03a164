package memo

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

func TestLeastRecentlyUsedLeavesFirst(t *testing.T) {
	var c Cache[string]
	computed := ""
	get := func(key string) {
		t.Helper()
		got, err := c.Get(key, func() (string, error) { computed += " " + key; return "value of " + key, nil })
		if err != nil || got != "value of "+key {
			t.Errorf("%s: %q, %v", key, got, err)
		}
	}
	for n := range Size {
		get(fmt.Sprint(n))
	}
	computed = ""
	get("0")
	if computed != "" {
		t.Errorf("computed again:%s", computed)
	}
	get("another") // 1 leaves
	for _, key := range []string{"0", "2", "another", "1"} {
		get(key)
	}
	if computed != " another 1" {
		t.Errorf("computed:%s", computed)
	}
}

func TestFailureIsNotKept(t *testing.T) {
	var c Cache[string]
	failed := errors.New("failed")
	if _, err := c.Get("k", func() (string, error) { return "", failed }); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	if v, err := c.Get("k", func() (string, error) { return "v", nil }); v != "v" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
}

func TestManyAskAtOnce(t *testing.T) {
	var c Cache[int]
	var all sync.WaitGroup
	for n := range 200 {
		all.Go(func() {
			if v, err := c.Get(fmt.Sprint(n%50), func() (int, error) { return n % 50, nil }); v != n%50 || err != nil {
				t.Errorf("%d: %d, %v", n%50, v, err)
			}
		})
	}
	all.Wait()
}
