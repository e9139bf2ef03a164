package editweb

import (
	"net/http"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/web"
)

// A kind of record can need a recent sign-in to be submitted, approved or published. Typing, which
// saves itself, never does.
func TestPublishingCanNeedARecentSignIn(t *testing.T) {
	kinds := []edit.Kind{
		{Name: "partner", Path: "/partners", Write: actor.Operate, Reauth: true}, {Name: "need", Path: "/needs", Write: actor.EditRecords},
	}
	for _, r := range New(&web.Deps{}, nil, kinds, nil).Routes {
		if want := r.Method == http.MethodPost && r.Pattern == "/partners/{id}"; r.RequireReauth != want {
			t.Errorf("%s %s needs a recent sign-in: %t, want %t", r.Method, r.Pattern, r.RequireReauth, want)
		}
	}
}
