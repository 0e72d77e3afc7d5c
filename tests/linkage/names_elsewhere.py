"""Names of a second population, and what people make of them. None of these lists is taken from the synthetic extracts.

Belongs here: lists. Does not belong here: who bears which name (people_elsewhere.py) or how it is miswritten
(errors_elsewhere.py).
"""

_MEN = {
    "ENGLISH": "Alfie Alan Archie Barry Bernard Bradley Callum Carl Cecil Clifford Colin Connor Craig Cyril "
    "Dean Dennis "
    "Dominic Donald Duncan Dylan Eric Ethan Finley Frank Gareth Gavin Geoffrey Gerald Gilbert Glenn Gordon "
    "Graham Harold Harvey Henry Hugh Ian Isaac Jacob James Jason Jeffrey John Jordan Joshua Keith Kyle "
    "Lawrence Lee Leslie Lewis Logan Louis Malcolm Martin Mason Maurice Max Michael Nathan Neil Nigel Noah "
    "Norman Oscar Owen Percy Philip Ralph Raymond Reginald Robert Roger Roy Russell Ryan Scott Sidney Stuart "
    "Terence Theodore Thomas Timothy Toby Victor Vincent Walter Wayne Wilfred William Zachary",
    "SOUTH_ASIAN": "Abbas Aditya Ajay Akash Arif Balbir Deepak Farhan Gurdeep Haroon Harjinder Iftikhar Jamil "
    "Javed Kabir "
    "Kashif Kulwinder Mahesh Mandeep Mohammad Mukesh Naveed Parminder Rajinder Rakesh Sajid Salman Sandeep "
    "Shahzad Sukhdev Taimur Vikram Wasim Yash Zeeshan",
    "AFRICAN": "Abdulai Akin Ayodele Chidi Dele Ebenezer Femi Hamisi Kayode Kelechi Kojo Lamin Moses Musa Nana Obinna "
    "Olumide Olusegun Sulaiman Tendai Tobechukwu Uche Yusuf Zuberi",
    "EUROPEAN": "Adrian Aleksander Bruno Cosmin Dawid Emil Filip Florin Grzegorz Henrique Ionut Jan João Kacper Lukasz "
    "Łukasz Marek Nuno Ovidiu Rafael Ricardo Sebastian Sergiu Tiago Viktor Wojciech Jürgen Søren Nikolaos",
    "OTHER": "Abdelkader Anh Baris Cheng Duc Hamid Hiroshi Jafar Kenan Kwan Mahmoud Minh Nabil Onur Reza Selim Tuan "
    "Walid Xin Yiannis Zhi",
}
_WOMEN = {
    "ENGLISH": "Abigail Ada Amanda Amy Angela Annabel Annie April Ava Beatrice Beryl Betty Bethany Brenda Carol "
    "Caroline "
    "Catherine Chloe Cynthia Daisy Daphne Diane Donna Doreen Eleanor Ella Ellen Elsie Erin Esme Ethel Eva "
    "Evelyn Evie Frances Freya Gail Georgia Gillian Gladys Glenda Grace Hazel Heather Hilda Imogen Irene "
    "Isabel Isla Jacqueline Jane Janet Jasmine Joanne Josephine Joyce Judith June Kathryn Kerry Kimberley "
    "Lauren Leanne Lesley Lily Lorraine Louise Lydia Madeleine Mabel Marjorie Marion Martha Mary Megan "
    "Melanie Michelle Mildred Molly Muriel Nancy Natalie Nicola Norma Pamela Paula Pauline Phoebe Phyllis "
    "Poppy Rita Rosemary Ruth Samantha Sandra Shirley Stella Stephanie Tracey Valerie Vera Violet Wendy "
    "Winifred",
    "SOUTH_ASIAN": "Aaliyah Afshan Amrit Anjali Bhavna Chandni Daljit Fauzia Ghazala Gurmeet Humaira Jaspreet Kiran "
    "Kulvinder Mariam Mumtaz Nadia Naila Navneet Parveen Preeti Rabina Rajni Rizwana Ruksana Sangeeta Seema "
    "Shabnam Simran Sumaira Tahira Uzma Veena Yasmeen Zahra",
    "AFRICAN": "Abeni Adaora Adwoa Ayomide Bisi Bolanle Chiamaka Ebele Faith Funmilayo Ifeoma Jumoke Kehinde Lerato "
    "Maame Nkechi Nneka Ola Omolara Ruvimbo Shade Temitope Titilayo Wanjiru Zainab",
    "EUROPEAN": "Aleksandra Alexandra Andreea Beata Bogna Catarina Cristina Dorota Ecaterina Halina Iwona "
    "Jolanta Justyna "
    "Kinga Larisa Mariana Mónica Nicoleta Patrycja Renata Simona Teresa Urszula Valentina Wiktoria Zuzanna "
    "Chloé Renée",
    "OTHER": "Aylin Bahar Cam Dilek Eleni Farah Gul Hanan Jin Kumiko Lan Linh Maha Minako Nadine Phuong Rana Sevgi "
    "Thuy Xiaoyan Ying",
}
_FAMILIES = {
    "SOUTH_ASIAN": "Abbasi Agarwal Akram Anwar Arora Aziz Bains Bajwa Bano Bashir Bhatt Bibi Chawla Chohan Dar "
    "Dhaliwal "
    "Farooq Ghosh Hayat Hussein Ilyas Jain Johal Kapoor Kausar Khatri Khokhar Lal Mahal Masood Mir Modi "
    "Mukherjee Naidu Nawaz Parekh Rana Rao Rashid Sandher Sarwar Sethi Shafiq Sidhu Sohal Solanki Sultan "
    "Tariq Verma Virk Yadav Zaman",
    "AFRICAN": "Abubakar Achebe Addo Agyeman Akinola Amadi Ampofo Ankrah Appiah Ayodeji Balogun Bello Chukwu Conteh "
    "Danso Dlamini Egwu Jalloh Kanu Kiprop Koroma Lawal Moyo Musa Nkosi Ncube Obi Odhiambo Ogunbanjo Okoro "
    "Oladipo Onyango Oyelaran Quaye Sackey Salami Tembo Turay Udoh Yeboah",
    "EUROPEAN": "Almeida Andrade Baptista Barbosa Bielak Carvalho Cieslak Constantin Cruz Dąbrowski Duarte "
    "Dudek Florea "
    "Fonseca Gomes Gheorghe Grabowski Jankowski Kamiński Kowalczyk Król Lopes Lungu Marinescu Marques Mendes "
    "Michalak Moldovan Munteanu Neves Nunes Ostrowski Pawlak Pinto Radu Ramos Rusu Sikora Sousa Stoica "
    "Teixeira Tudor Vieira Walczak",
    "OTHER": "Akgul Arslan Bui Celik Dang Dogan El-Sayed Fong Georgiou Hashemi Ioannou Jafari Karimi Kim Koc Kwok Le "
    "Mai Mohammadi Nguyen Papadopoulos Pham Rezaei Sahin Tanaka Tran Tsang Vu Xu Yildiz Zhao Zhou",
}
_BEGINNINGS = (
    "Ash Beck Black Brad Bram Brook Burn Cald Clay Cold Cran Dal Den East Ell Farn Field Fox Green Had Hart Haw "
    "Hazel Hol Hor Kel King Lang Lin Long Mar Mid New North Old Pen Pres Rad Red Rush Shel Sher South Stan Stock "
    "Sut Thorn Wal West Whit Win Wood"
)
_ENDINGS = "worth ton ley ford ham field by well wood bury shaw combe stead gate man more den wick land ridge"
_PLAIN = (
    "Adams Andrews Armstrong Arnold Atkinson Barker Bates Bell Bishop Bond Booth Bradshaw Brooks Bryant Burke "
    "Burton Butler Carr Chambers Cole Coleman Cross Cunningham Dawson Day Dixon Ellis Fletcher Fox Francis "
    "Freeman Gibson Gill Graham Gray Griffiths Hamilton Hart Harvey Hawkins Holmes Howard Hudson Hughes Hunt "
    "Hunter Jenkins Jordan Knight Lane Lawson Lloyd Long Lowe Marsh Mason Matthews May Miller Mills Morris Nash "
    "Newman Nicholson O'Connell O'Hara Owen Page Palmer Parry Payne Perkins Perry Phillips Porter Price Pritchard "
    "Reed Rees Rice Richards Riley Robertson Rogers Rose Ross Rowe Russell Saunders Shaw Spencer Stephens Stevens "
    "Stone Sutton Thomas Thornton Tucker Wade Wallace Walters Warren Watkins Watts Webster Wells West Wheeler "
    "Wilkins Willis Woods Wright Young St-Clair MacDonald McIntyre FitzGerald D'Souza"
)
ENGLISH_FAMILIES = (*_PLAIN.split(), *(begin + end for end in _ENDINGS.split() for begin in _BEGINNINGS.split()))

HERITAGES = {"ENGLISH": 0.52, "SOUTH_ASIAN": 0.20, "AFRICAN": 0.12, "EUROPEAN": 0.11, "OTHER": 0.05}
GIVEN = {
    "1": {key: said.split() for key, said in _MEN.items()},
    "2": {key: said.split() for key, said in _WOMEN.items()},
}
FAMILY = {key: said.split() for key, said in _FAMILIES.items()} | {"ENGLISH": ENGLISH_FAMILIES}

# Some of these are in no list of short forms; some are plain spellings of the same name.
CALLED = {
    "Robert": ["Bob", "Rob", "Bobby"], "William": ["Bill", "Will", "Liam"], "James": ["Jim", "Jamie"],
    "John": ["Jack", "Johnny"], "Thomas": ["Tom"], "Michael": ["Mick", "Mike"], "Henry": ["Harry"], "Ronald": ["Ron"],
    "Frank": ["Francis"], "Gerald": ["Gerry"], "Terence": ["Terry"], "Reginald": ["Reg"], "Raymond": ["Ray"],
    "Timothy": ["Tim"], "Philip": ["Phil", "Phillip"], "Geoffrey": ["Geoff", "Jeffrey"], "Jeffrey": ["Jeff"],
    "Theodore": ["Theo", "Ted"], "Joshua": ["Josh"], "Zachary": ["Zac"], "Nathan": ["Nate"], "Vincent": ["Vince"],
    "Walter": ["Wally"], "Wilfred": ["Wilf"], "Harold": ["Harry"], "Lawrence": ["Larry", "Laurence"],
    "Stuart": ["Stu"], "Jacob": ["Jake"], "Maurice": ["Mo"], "Clifford": ["Cliff"], "Dennis": ["Den"],
    "Mohammad": ["Mo", "Muhammed", "Mohd"], "Gurdeep": ["Gary"], "Olusegun": ["Segun"],
    "Aleksander": ["Alek", "Alex"], "Grzegorz": ["Greg"], "Rafael": ["Rafa"], "Abigail": ["Abby"],
    "Catherine": ["Kate", "Cathy", "Katherine"], "Kathryn": ["Kath", "Catherine"], "Eleanor": ["Ellie", "Nell"],
    "Frances": ["Fran"], "Jacqueline": ["Jackie"], "Josephine": ["Josie", "Jo"], "Judith": ["Judy"],
    "Kimberley": ["Kim"], "Madeleine": ["Maddie"], "Mary": ["Molly", "Polly"], "Nancy": ["Ann"], "Pamela": ["Pam"],
    "Rosemary": ["Rose"], "Samantha": ["Sam"], "Stephanie": ["Steph"], "Valerie": ["Val"],
    "Winifred": ["Win", "Freda"], "Beatrice": ["Bea"], "Isabel": ["Izzy", "Isobel"], "Caroline": ["Carrie"],
    "Amanda": ["Mandy"], "Angela": ["Angie"], "Elsie": ["Else"], "Nicola": ["Nicky"], "Natalie": ["Nat"],
    "Michelle": ["Shelly"], "Melanie": ["Mel"], "Lesley": ["Les"], "Gillian": ["Jill"], "Temitope": ["Temi"],
    "Funmilayo": ["Funmi"], "Aleksandra": ["Ola"], "Patrycja": ["Pat"], "Yasmeen": ["Yasmin"], "Alexandra": ["Lexi"],
}  # fmt: skip
