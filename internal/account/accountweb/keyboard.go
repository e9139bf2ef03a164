package accountweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/page"
)

const keyboardPath = "/staff/keyboard"

// keyboardView lists the keyboard shortcuts of the staff area, which are in staff.js.
type keyboardView struct {
	page.StaffView
	Keys []shortcut
}

// shortcut is a key with what it does.
type shortcut struct{ Key, Does string }

var keyboardPage = page.New(files, "templates/keyboard.html", keyboardView{Keys: []shortcut{{"m", "Go to “My work”"}}})

func (h *Handlers) keyboard(w http.ResponseWriter, r *http.Request) error {
	p := page.Printer(r)
	return keyboardPage.Write(w, r, http.StatusOK, keyboardView{Keys: []shortcut{
		{"?", p.Say("Show this page")},
		{"m", p.Say("Go to “My work”")},
		{"c", p.Say("Go to the list of consultations")},
		{"u", p.Say("Go up one level")},
		{"n", p.Say("Next page of a list, or the next response in it")},
		{"p", p.Say("Previous page of a list, or the previous response in it")},
		{"a", p.Say("Select all rows of a list, or none")},
		{"/", p.Say("Search this list")},
	}})
}
