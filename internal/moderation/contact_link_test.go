package moderation_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/moderation"
)

// contactToken makes a link as AskForLink does, and returns what only the letter holds.
func (h *fixture) contactToken(t *testing.T, address string) string {
	t.Helper()
	token, err := moderation.MakeContactLink(t.Context(), h.Service, "park", address)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
