package importsweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// lookKind is the name of the operation that reads a file and works out what importing it would do.
const lookKind = "look-at-import"

// lookArguments are the arguments of the operation.
type lookArguments struct {
	Next string // end of the address of the page that follows
}

// nextPages are the pages that can follow.
var nextPages = []string{"", "/details", "/check"}

func (h *handlers) looking() operation.Kind {
	return operation.Kind{
		Name: lookKind, Needs: imports.Needs, Title: locale.Key("Read a file of responses"),
		Run: func(ctx context.Context, by actor.Actor, o operation.Operation) (operation.Result, error) {
			n, err := h.service.Look(ctx, by, o.Subject)
			return operation.Result{Amount: int64(n)}, err
		},
		Done: func(p *locale.Printer, o operation.Operation) string {
			return p.Count(o.Amount, "%d row has been read.", "%d rows have been read.")
		},
		Path: func(o operation.Operation) string {
			var a lookArguments
			if err := o.Decode(&a); err != nil {
				return RootPath
			}
			return RootPath + "/" + o.Subject + a.Next
		},
	}
}

// look has the file read, unless that is done, and goes on to the page next.
func (h *handlers) look(w http.ResponseWriter, r *http.Request, id, next string) error {
	by := site.Actor(r)
	_, l, err := h.service.Looked(r.Context(), by, id)
	if err != nil {
		return err
	}
	if l != nil {
		return site.Redirect(w, r, RootPath+"/"+id+next)
	}
	return h.Operate(w, r, by, operation.Request{
		Kind: lookKind, Subject: id, Key: id + next, Arguments: lookArguments{Next: next},
	}, nil)
}

// lookAgain has a file read that was not, because that failed or has been stopped.
func (h *handlers) lookAgain(w http.ResponseWriter, r *http.Request) error {
	next := r.PostFormValue("next")
	if !slices.Contains(nextPages, next) {
		next = ""
	}
	return h.look(w, r, r.PathValue("id"), next)
}

// unreadView is shown in place of a page about a file that has not been read yet.
type unreadView struct {
	page.StaffView
	Back         page.Link
	Name         string
	Path, Remove string // of the forms
	Next         string
}

var unreadPage = page.New(files, "templates/unread.html", unreadExample)

func (h *handlers) writeUnread(w http.ResponseWriter, r *http.Request, f *imports.File, next string) error {
	here := RootPath + "/" + f.ID
	return unreadPage.Write(w, r, http.StatusOK, unreadView{
		Back: page.Link{Text: page.Printer(r).Say("Back to all imports"), Href: RootPath}, Name: f.Name, Path: here + "/look",
		Remove: here + "/remove", Next: next,
	})
}
