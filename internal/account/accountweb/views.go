package accountweb

import (
	"net/http"
	"strconv"
	"strings"

	"rsc.io/qr"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// signedOutPage is embedded in the views of pages that somebody sees before they are
// signed in.
type signedOutPage struct{}

func (signedOutPage) NoStore() bool { return true }
func (signedOutPage) NoIndex() bool { return true }

// formView is a page that asks for something, or only says something.
type formView struct {
	signedOutPage
	Title  string
	Back   page.Link
	Notice string
	Lead   []string
	Form   form.Form
	Action string
	Button string // "": there is nothing to send
	Links  []page.Link
}

var formPage = page.New(
	files,
	"templates/form.html",
	formView{
		Title:  "Enter the code from your app",
		Lead:   []string{"Open your authenticator app and enter the code for this service."},
		Button: "Sign in",
		Action: "/staff/sign-in/code",
		Form: form.Form{
			{Kind: form.Text, ID: "code", Name: "code", Label: "Code", InputMode: "numeric", Width: 10},
		},
		Links: []page.Link{{Text: "Start again", Href: "/staff/sign-in"}},
	},
	formView{
		Title:  "Choose a new password",
		Back:   page.Link{Text: "Your account", Href: "/staff/account"},
		Button: "Save",
		Action: "/staff/account/password",
		Form: form.Form{
			{Kind: form.Password, ID: "password", Name: "password", Label: "New password", Error: "Enter a password of at least 12 characters."},
		},
	},
	formView{Title: "Check your email", Notice: "Sent.", Lead: []string{"If there is an account with that address, a link is on its way."}},
)

// writeForm shows v, with what is wrong with the last attempt under field.
func writeForm(w http.ResponseWriter, r *http.Request, v formView) error {
	status := http.StatusOK
	if len(v.Form.Problems()) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return formPage.Write(w, r, status, v)
}

// demoPerson is somebody whom one can sign in as.
type demoPerson struct{ ID, Name string }

type signInView struct {
	signedOutPage
	Notice       string
	Form         form.Form
	OtherMethods []page.Link // other ways of signing in
	DemoPeople   []demoPerson
	Next         string
}

var signInPage = page.New(
	files,
	"templates/signin.html",
	signInView{
		Form: form.Form{
			{Kind: form.Email, ID: "email", Name: "email", Label: "Email address"},
			{Kind: form.Password, ID: "password", Name: "password", Label: "Password"},
			{Kind: form.Hidden, Name: "next", Value: "/staff"},
		},
	},
	signInView{
		Notice:       "Your password has been changed. Sign in with your new password.",
		Next:         "/staff",
		OtherMethods: []page.Link{{Text: "Sign in with a passkey", Href: "/staff/sign-in/passkey"}},
		DemoPeople:   []demoPerson{{"invented-officer", "Consultation officer"}, {"invented-auditor", "Auditor"}},
		Form: form.Form{
			{Kind: form.Email, ID: "email", Name: "email", Label: "Email address", Value: "officer@example.org"},
			{
				Kind:  form.Password,
				ID:    "password",
				Name:  "password",
				Label: "Password",
				Error: "The email address or password is wrong. Check both and try again.",
			},
		},
	},
)

// qrCode is a QR code as a picture.
type qrCode struct {
	ViewBox string
	Path    string
}

type enrolView struct {
	signedOutPage
	Secret       string // in groups of four
	QRCode       qrCode
	Form         form.Form
	OtherMethods []page.Link
}

var enrolPage = page.New(
	files,
	"templates/enrol.html",
	enrolView{
		Secret: "ABCD EFGH",
		QRCode: qrCode{"0 0 8 8", "M4 4h1v1h-1z"},
		Form:   form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: "Code", InputMode: "numeric", Width: 10}},
	},
	enrolView{
		Secret:       "ABCD EFGH",
		QRCode:       qrCode{"0 0 8 8", "M4 4h1v1h-1z"},
		OtherMethods: []page.Link{{Text: "Use a passkey instead", Href: "/staff/account/passkeys"}},
		Form:         form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: "Code", Error: "That code is not right."}},
	},
)

// drawQRCode draws text as a QR code with the quiet margin that readers need.
func drawQRCode(text string) (c qrCode, err error) {
	q, err := qr.Encode(text, qr.M)
	if err != nil {
		return c, err
	}
	const margin = 4
	var path strings.Builder
	for y := range q.Size {
		for x := range q.Size {
			if q.Black(x, y) {
				path.WriteString("M" + strconv.Itoa(x+margin) + " " + strconv.Itoa(y+margin) + "h1v1h-1z")
			}
		}
	}
	size := strconv.Itoa(q.Size + 2*margin)
	return qrCode{"0 0 " + size + " " + size, path.String()}, nil
}

// groupSecret puts a space after every four characters, for whoever types it.
func groupSecret(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

type codesView struct {
	page.StaffView
	Codes []string
}

var codesPage = page.New(files, "templates/recovery_codes.html", codesView{Codes: []string{"abcde-fghij", "klmno-pqrst"}})

// listItem is a part of the back office, or something that can be done.
type listItem struct{ Text, Href, Description string }

type homeView struct {
	page.StaffView
	Notice, Name, Org string
	Sections          []listItem
}

var homePage = page.New(
	files,
	"templates/home.html",
	homeView{
		Name: "An officer",
		Org:  "Exampleshire County Council",
		Sections: []listItem{
			{"Consultations", "/staff/consultations", "Write, open and close consultations."},
			{"Notifications", "/staff/letters", ""},
		},
	},
	homeView{Notice: "You are signed in.", Name: "A viewer", Org: "Exampleshire County Council"},
)
