package signinweb

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// signedOutPage is embedded in the views of pages for people who are not signed
// in. They are not cached or indexed.
type signedOutPage struct{}

func (signedOutPage) NoStore() bool { return true }
func (signedOutPage) NoIndex() bool { return true }

// demoPerson is a person of the demonstration on the sign-in page.
type demoPerson struct{ ID, Name string }

type signInView struct {
	signedOutPage
	Notice       string
	Form         form.Form
	OtherMethods []page.Link
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
				Kind: form.Password, ID: "password", Name: "password", Label: "Password",
				Error: "The email address or password is wrong. Check both and try again.",
			},
		},
	},
)

type enrolView struct {
	signedOutPage
	Secret       string // in groups of four
	QRCode       page.QRCode
	Form         form.Form
	OtherMethods []page.Link
}

var enrolPage = page.New(
	files,
	"templates/enrol.html",
	enrolView{
		Secret: "ABCD EFGH",
		QRCode: page.QRCode{Size: 8, Path: "M4 4h1v1h-1z"},
		Form:   form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: "Code", InputMode: "numeric", Width: 10}},
	},
	enrolView{
		Secret:       "ABCD EFGH",
		QRCode:       page.QRCode{Size: 8, Path: "M4 4h1v1h-1z"},
		OtherMethods: []page.Link{{Text: "Use a passkey instead", Href: "/staff/account/passkeys"}},
		Form: form.Form{{
			Kind: form.Text, ID: "code", Name: "code", Label: "Code",
			Error: "That code is wrong. Check that the time on your device is correct, " +
				"then enter the code the app shows now.",
		}},
	},
)

// groupSecret puts a space after every four characters, which is easier to type.
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

var codesPage = page.New(
	files,
	"templates/recovery_codes.html",
	codesView{Codes: []string{"abcde-fghij", "klmno-pqrst"}},
)
