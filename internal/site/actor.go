package site

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
)

type actorKey struct{}

// WithActor returns r with the actor a. Only session handling and tests call it.
func WithActor(r *http.Request, a actor.Actor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actorKey{}, a))
}

// Actor returns the actor of r. Handlers pass it to use cases as an argument; other packages do not look it up in the
// context.
func Actor(r *http.Request) actor.Actor {
	a, _ := r.Context().Value(actorKey{}).(actor.Actor)
	a.Interactive = a.ID != ""
	return a
}
