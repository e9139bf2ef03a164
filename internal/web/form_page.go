package web

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

//go:embed templates/*.html
var files embed.FS

// FormView is a page with one form, or with a message if there is no Button. It
// is not cached or indexed, so people can see it before they sign in.
type FormView struct {
	Title  string
	Back   page.Link
	Notice string
	Lead   []string // paragraphs above the form
	Form   form.Form
	Action string
	Button string
	Links  []page.Link // below the form
}

// NoStore implements what page asks of views.
func (FormView) NoStore() bool { return true }

// NoIndex implements what page asks of views.
func (FormView) NoIndex() bool { return true }

var formPage = page.New(
	files,
	"templates/form.html",
	FormView{
		Title:  "Enter the code from your app",
		Lead:   []string{"Open your authenticator app and enter the code for this service."},
		Button: "Sign in",
		Action: "/staff/sign-in/code",
		Form: form.Form{
			{Kind: form.Text, ID: "code", Name: "code", Label: "Code", InputMode: "numeric", Width: 10},
		},
		Links: []page.Link{{Text: "Start again", Href: "/staff/sign-in"}},
	},
	FormView{
		Title:  "Choose a new password",
		Back:   page.Link{Text: "Your account", Href: "/staff/account"},
		Button: "Save",
		Action: "/staff/account/password",
		Form: form.Form{
			{
				Kind: form.Password, ID: "password", Name: "password", Label: "New password",
				Error: "Password must be at least 12 characters. Three or four unrelated words make a good password.",
			},
		},
	},
	FormView{
		Title:  "Check your email",
		Notice: "We have sent the link.",
		Lead:   []string{"If there is an account for that address, we have sent it a link. The link works for one hour."},
	},
)

// FormPage is the page that WriteForm writes, for the gallery.
func FormPage() *page.Page[FormView] { return formPage }

// WriteForm writes v, with status 422 if a field has an error.
func WriteForm(w http.ResponseWriter, r *http.Request, v FormView) error {
	status := http.StatusOK
	if len(v.Form.Problems()) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return formPage.Write(w, r, status, v)
}

// FormError returns the message of err if the person can do something about it
// (fault.Invalid, fault.Conflict or fault.Busy), to show it in the form.
// Otherwise it returns err.
func FormError(r *http.Request, err error) (message string, _ error) {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Busy:
		return page.ErrorMessage(r, err), nil
	}
	return "", err
}
