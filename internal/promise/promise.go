// Package promise finds sentences of free text that promise how long personal data is kept, or until when a response can
// be withdrawn.
//
// Folkmoot says both itself: the first is computed from the retention periods, and the second is one message of the
// interface. A text that says them as well disagrees with them as soon as one of the two changes.
package promise

import (
	"regexp"
	"strings"
)

// rule describes the sentences of one language: those that match all of its expressions.
type rule []*regexp.Regexp

func newRule(expressions ...string) (r rule) {
	for _, e := range expressions {
		r = append(r, regexp.MustCompile("(?i)"+e))
	}
	return r
}

// keptRules find promises about retention: a verb, the data and a period, in each language of the interface.
var keptRules = []rule{
	newRule( // English
		`\b(keep|keeps|kept|keeping|retain\w*|hold|holds|held|store|stores|stored|delet\w+|destroy\w*|eras\w+|remov\w+)\b`,
		`\b(answers?|responses?|repl(y|ies)|data|(your|contact|personal) (details|information)|email address(es)?)\b`,
		`\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|thirty)[ -](\w+ )?(hour|day|week|month|year)s?\b`+
			`|\b(for|within|after|than) (a|an) (hour|day|week|month|year)\b|\b(a|an) (hour|day|week|month|year) (after|from|later)\b`+
			`|\buntil (\d{1,2} \w+ )?\d{4}\b|\b(for ever|forever|indefinitely)\b`,
	),
	newRule( // Welsh
		`(cadw|chadw|gadw|storio|dileu|ddileu|dinistrio)`,
		`(ateb|ymateb|data|manylion|gwybodaeth|cyfeiriad)`,
		`(\d+|un|dau|ddau|dwy|ddwy|tri|dri|tair|dair|pedwar|pedair|pum|chwe|saith|wyth|naw|deg|deuddeg) `+
			`(awr|diwrnod|ddiwrnod|wythnos|mis|fis|blynedd|flynedd|mlynedd|flwyddyn)|(am|ar ôl) flwyddyn|blwyddyn ar ôl`,
	),
	newRule( // Polish
		`(usuw|usun|usuń|kasuj|przechow|zachow|zniszcz)`,
		`(odpowied|dane|danych|adres)`,
		`(\d+|jed(en|nego|nym)|dw(a|óch|óm|oma|ie)|trz(y|ech)|czter(y|ech)|pięć|pięciu|sześć|sześciu|dwanaście|dwunastu) `+
			`(godzin|dni|dzień|tygod|tydzień|miesi|rok|lat)|(po|przez) (rok|miesiąc|tydzień)|(rok|miesiąc|tydzień) (po|od)`,
	),
	newRule( // Gujarati
		`(સાચવ|રાખી|રાખશ|કાઢી ના|ભૂંસ|નાશ)`,
		`(જવાબ|પ્રતિસાદ|માહિતી|ડેટા|સરનામ|વિગત)`,
		`([0-9૦-૯]+|એક|બે|ત્રણ|ચાર|પાંચ|છ|બાર) (કલાક|દિવસ|અઠવાડિ|મહિન|વર્ષ)`,
	),
	newRule( // Urdu
		`(رکھ|مٹا|حذف|ضائع|محفوظ)`,
		`(جواب|معلومات|ڈیٹا|پتہ|پتے|پتوں|تفصیل)`,
		`([0-9۰-۹]+|ایک|دو|تین|چار|پانچ|چھ|بارہ) (گھنٹ|دن|ہفت|مہین|ماہ|سال)`,
	),
}

// withdrawalRules find promises about withdrawing a response: that people can, the response and a time.
var withdrawalRules = []rule{
	newRule( // English
		`\b(can|can't|cannot|may|able|must|have to|right)\b.*\b(withdraw\w*|take back|changed? your mind)\b`,
		`\b(responses?|answers?|repl(y|ies)|views)\b`,
		`\b(any ?time|whenever|always|until|up to|before|by|after|within|once|as long as|no longer|later)\b`,
	),
	newRule( // Welsh
		`(gallwch|gellir|gall|cewch|rhaid).*(dynnu|tynnu)`, `yn ôl`, `(ymateb|atebion)`,
		`(unrhyw adeg|unrhyw bryd|\btan\b|nes|hyd at|cyn|ar ôl|o fewn)`,
	),
	newRule( // Polish
		`(moż|mog|musi|wolno).*wycofa`, `odpowied`,
		`(w dowolnym|w każd|kiedykolwiek|zawsze|do (czasu|momentu|dnia)|zanim|przed|dopóki|aż|w ciągu)`,
	),
	newRule( // Gujarati
		`પાછ\S* ખેંચ.*શક`, `(જવાબ|પ્રતિસાદ)`, `(ગમે ત્યારે|કોઈ ?પણ સમયે|હંમેશા|સુધી|પહેલાં|પછી)`,
	),
	newRule( // Urdu
		`واپس ل.*سک`, `(جواب|رائے)`, `(کسی بھی وقت|ہمیشہ|تک|پہلے|بعد)`,
	),
}

// Kept returns the sentences of text that promise how long personal data is kept.
func Kept(text string) []string { return find(keptRules, text) }

// Withdrawal returns the sentences of text that promise until when a response can be withdrawn.
func Withdrawal(text string) []string { return find(withdrawalRules, text) }

// sentenceEnd separates sentences. Lines of a paragraph belong together; list items and paragraphs do not.
var sentenceEnd = regexp.MustCompile(`[.!?](\s+|$)|[।۔]|\n\s*(\n|[-*#|]|\d+\. )`)

func find(rules []rule, text string) (found []string) {
	for _, sentence := range sentenceEnd.Split(text, -1) {
		sentence = strings.Join(strings.Fields(sentence), " ")
		for _, r := range rules {
			if r.matches(sentence) {
				found = append(found, sentence)
				break
			}
		}
	}
	return found
}

func (r rule) matches(sentence string) bool {
	for _, e := range r {
		if !e.MatchString(sentence) {
			return false
		}
	}
	return true
}
