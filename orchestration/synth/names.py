"""Given names, family names and short forms, by the heritage that they are common in.

Belongs here: lists, nothing else. Does not belong here: who bears which name (population.py) or how senders spell it.
"""

HERITAGES = (
    "BRITISH",
    "IRISH",
    "EASTERN_EUROPEAN",
    "INDIAN",
    "PAKISTANI",
    "BANGLADESHI",
    "CARIBBEAN",
    "AFRICAN",
    "CHINESE",
    "ARAB_TURKISH",
    "OTHER_EUROPEAN",
)

# Heritages of names by ethnic category, with shares.
HERITAGES_OF = {
    "A": {"BRITISH": 1},
    "B": {"IRISH": 1},
    "C": {"EASTERN_EUROPEAN": 0.6, "OTHER_EUROPEAN": 0.3, "ARAB_TURKISH": 0.1},
    "D": {"CARIBBEAN": 0.5, "BRITISH": 0.5},
    "E": {"AFRICAN": 0.5, "BRITISH": 0.5},
    "F": {"INDIAN": 0.5, "BRITISH": 0.5},
    "G": {"BRITISH": 0.5, "OTHER_EUROPEAN": 0.5},
    "H": {"INDIAN": 1},
    "J": {"PAKISTANI": 1},
    "K": {"BANGLADESHI": 1},
    "L": {"INDIAN": 0.6, "PAKISTANI": 0.2, "CHINESE": 0.2},
    "M": {"CARIBBEAN": 1},
    "N": {"AFRICAN": 1},
    "P": {"CARIBBEAN": 0.5, "AFRICAN": 0.5},
    "R": {"CHINESE": 1},
    "S": {"ARAB_TURKISH": 0.7, "OTHER_EUROPEAN": 0.3},
}

_GIVEN_MALE = {
    "BRITISH": "Oliver George Harry Jack Charlie Thomas William James Daniel Matthew Andrew Christopher "
    "David Michael Robert Paul Peter Stephen Mark Simon Richard Edward Kenneth Ronald Derek "
    "Brian Alan Gary Kevin Samuel Joseph Benjamin Alexander Luke Adam Nicholas Jonathan "
    "Frederick Arthur Albert Stanley Leonard",
    "IRISH": "Patrick Sean Liam Conor Declan Brendan Dermot Eamon Kieran Niall Padraig Rory Cormac Seamus Colm Gerard",
    "EASTERN_EUROPEAN": "Piotr Krzysztof Andrzej Tomasz Marcin Mateusz Jakub Ion Andrei Mihai Alexandru Vasile "
    "Mantas Tomas Darius Dimitar Georgi Ivan Nikolay Oleksandr Bogdan Radu Pawel Zbigniew",
    "INDIAN": "Rajesh Sanjay Amit Vijay Arjun Rohan Harpreet Gurpreet Manjit Jaswinder Suresh Ramesh "
    "Dinesh Kiran Nikhil Aarav Dev Pradeep Ashok Bharat Mohan Ravi Sunil Anil Jagdish Kamal",
    "PAKISTANI": "Muhammad Imran Asif Tariq Usman Bilal Hamza Faisal Zahid Nadeem Shahid Khalid Waqas Omar "
    "Adnan Saqib Yasir Rizwan Junaid Ibrahim Yusuf",
    "BANGLADESHI": "Mohammed Abdul Rafiq Shafiq Kamrul Nazrul Anwar Rahim Karim Jahangir Faruk Mizan Sohel "
    "Tanvir Rubel Shahin Aminul Delwar Habib",
    "CARIBBEAN": "Winston Leroy Delroy Desmond Clive Errol Everton Lloyd Neville Trevor Marlon Dwayne "
    "Jermaine Tyrone Jerome Carlton Courtney Anthony Nathaniel Isaiah",
    "AFRICAN": "Oluwaseun Chukwuemeka Adebayo Emeka Tunde Kofi Kwame Kwabena Yaw Abdirahman Mohamed Ahmed "
    "Abdullahi Ibrahim Emmanuel Samuel Joseph Daniel Chinedu Ifeanyi Babatunde Mamadou",
    "CHINESE": "Wei Jun Ming Hao Jian Kai Chen Feng Bo Yong Kwok Wing Chi Hoi",
    "ARAB_TURKISH": "Ali Hassan Hussein Mustafa Mehmet Ahmet Omar Karim Youssef Tarek Emre Murat Kemal Rami Zaid Hakan",
    "OTHER_EUROPEAN": "José Luis Marco Paulo João Miguel Antonio Luca Pierre François Jürgen Stefan Mateo Diego André",
}
_GIVEN_FEMALE = {
    "BRITISH": "Olivia Amelia Emily Sophie Jessica Charlotte Emma Rebecca Sarah Laura Victoria Susan "
    "Margaret Patricia Christine Elizabeth Jennifer Linda Barbara Jean Dorothy Joan Sheila "
    "Maureen Karen Deborah Julie Helen Claire Rachel Hannah Lucy Katherine Alice Florence Ivy "
    "Doris Edith Rose Zoë",
    "IRISH": "Siobhan Aoife Niamh Maeve Bridget Nora Kathleen Eileen Sinead Orla Roisin Deirdre Ciara Grainne Noreen",
    "EASTERN_EUROPEAN": "Agnieszka Katarzyna Magdalena Anna Joanna Monika Ewa Maria Elena Ioana Andreea Mihaela "
    "Ruta Daiva Ivana Desislava Oksana Natalia Svetlana Zofia Gabriela Alina",
    "INDIAN": "Priya Anita Sunita Kavita Meena Rekha Asha Nisha Pooja Harjit Manpreet Jasvinder Gurinder "
    "Lakshmi Deepa Geeta Hema Usha Neha Aisha Ananya Shreya",
    "PAKISTANI": "Fatima Ayesha Zainab Maryam Saima Nazia Rukhsana Shabana Samina Shazia Farzana Nasreen "
    "Sadia Hina Iqra Amina Khadija Bushra",
    "BANGLADESHI": "Nasima Rahima Shahena Rehana Salma Taslima Halima Rokeya Sultana Jahanara Nazma Shirin "
    "Ayesha Fahmida Momena Rabia Farida",
    "CARIBBEAN": "Marcia Sonia Yvonne Beverley Sharon Claudette Merlene Gloria Hyacinth Paulette Shanice "
    "Chantelle Monique Keisha Natalie Jacqueline Denise Angela",
    "AFRICAN": "Ngozi Chioma Adaeze Folake Abiola Yetunde Akosua Abena Ama Efua Fadumo Hodan Amina Halima "
    "Grace Blessing Mercy Patience Comfort Esther Aminata Mariama",
    "CHINESE": "Mei Ling Xiu Yan Hui Jing Fang Lan Min Qing Suk Wai Yuk Siu",
    "ARAB_TURKISH": "Fatma Ayse Leila Yasmin Huda Nour Zeynep Elif Samira Rania Layla Emine Hatice Mona Dalia",
    "OTHER_EUROPEAN": "María Carmen Inês Lucia Giulia Sofia Ana Beatriz Chloé Amélie Ingrid Paola Francesca Noémie",
}
_FAMILY = {
    "BRITISH": "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans "
    "Walker White Roberts Green Hall Wood Jackson Clarke Harris Lewis Turner Hill Cooper Ward "
    "Moore Clark Lee King Baker Harrison Morgan Allen Scott Watson Bennett Parker Young "
    "Mitchell Cook Carter Collins Bailey Cox Richardson Marshall Webb Simpson Foster Chapman "
    "Barnes Pearce Reynolds Fisher Gardner",
    "IRISH": "Murphy Kelly O'Sullivan Walsh O'Brien Byrne Ryan O'Connor O'Neill Doyle McCarthy Gallagher "
    "Doherty Kennedy Lynch Murray Quinn Brennan Nolan",
    "EASTERN_EUROPEAN": "Kowalski Nowak Wisniewski Wojcik Kaminski Lewandowski Zielinski Popescu Ionescu Popa "
    "Dumitru Stan Kazlauskas Petrauskas Ivanov Dimitrov Petrov Shevchenko Kovalenko Szymanski "
    "Mazur",
    "INDIAN": "Patel Shah Singh Kaur Sharma Desai Mehta Gupta Joshi Kumar Reddy Nair Pillai Iyer Gill "
    "Sandhu Dhillon Grewal Chauhan Thakkar Parmar",
    "PAKISTANI": "Khan Ahmed Hussain Malik Iqbal Mahmood Akhtar Butt Chaudhry Mirza Qureshi Sheikh Raja "
    "Bhatti Aslam Javed Siddiqui Rehman",
    "BANGLADESHI": "Begum Uddin Miah Islam Rahman Hoque Chowdhury Ali Khatun Hossain Alam Haque Choudhury "
    "Sarkar Kabir Talukder",
    "CARIBBEAN": "Campbell Brown Williams Grant Gordon Francis Reid Henry Thomas Morrison Bailey Samuels "
    "Powell Barrett Clarke Douglas Facey Hylton McKenzie Blake",
    "AFRICAN": "Okafor Adeyemi Okonkwo Adebayo Ogunleye Eze Nwosu Mensah Owusu Boateng Asante Osei Mohamed "
    "Hassan Abdi Warsame Farah Kamara Sesay Bangura Diallo Mwangi",
    "CHINESE": "Wong Chan Li Wang Zhang Liu Chen Yang Huang Lam Cheung Ng Ho Tang",
    "ARAB_TURKISH": "Yilmaz Demir Kaya Hassan Hussein Al-Amin Khalil Haddad Mansour Ibrahim Aydin Ozturk Saleh "
    "Nasser Abbas",
    "OTHER_EUROPEAN": "Silva Santos Ferreira García Rodríguez Rossi Ferrari Müller Costa Pereira Fernández Dubois "
    "Lefèvre Moreau Russo",
}
# The short form that a person goes by: what a care home or a charity writes down.
SHORT_FORMS = {
    "Thomas": "Tom", "William": "Bill", "Daniel": "Dan", "Matthew": "Matt", "Andrew": "Andy", "Christopher": "Chris",
    "David": "Dave", "Michael": "Mick", "Robert": "Bob", "Stephen": "Steve", "Richard": "Dick", "Edward": "Ted",
    "Kenneth": "Ken", "Ronald": "Ron", "Samuel": "Sam", "Joseph": "Joe", "Benjamin": "Ben", "Alexander": "Alex",
    "Nicholas": "Nick", "Jonathan": "Jon", "Frederick": "Fred", "Albert": "Bert", "Leonard": "Len", "Anthony": "Tony",
    "Jessica": "Jess", "Rebecca": "Becky", "Victoria": "Vicky", "Susan": "Sue", "Margaret": "Peggy", "Patricia": "Pat",
    "Christine": "Chris", "Elizabeth": "Betty", "Jennifer": "Jenny", "Deborah": "Debbie", "Katherine": "Kate",
    "Dorothy": "Dot", "Kathleen": "Kath", "Bridget": "Biddy", "Patrick": "Paddy", "Gerard": "Gerry",
    "Krzysztof": "Kris", "Alexandru": "Alex", "Katarzyna": "Kasia", "Agnieszka": "Aga", "Magdalena": "Magda",
    "Joanna": "Asia", "Muhammad": "Mo", "Mohammed": "Mo", "Mohamed": "Mo", "Ibrahim": "Ibby", "Oluwaseun": "Seun",
    "Chukwuemeka": "Emeka", "Babatunde": "Tunde", "Emmanuel": "Manny", "Jacqueline": "Jackie", "Beverley": "Bev",
    "Nathaniel": "Nat", "Jaswinder": "Jas", "Gurpreet": "Guri", "Harpreet": "Harry", "Abdirahman": "Abdi",
}  # fmt: skip

GIVEN_MALE = tuple(tuple(_GIVEN_MALE[heritage].split()) for heritage in HERITAGES)
GIVEN_FEMALE = tuple(tuple(_GIVEN_FEMALE[heritage].split()) for heritage in HERITAGES)
FAMILY = tuple(tuple(_FAMILY[heritage].split()) for heritage in HERITAGES)
GIVEN_NAMES = tuple(sorted({name for names in (*GIVEN_MALE, *GIVEN_FEMALE) for name in names}))
FAMILY_NAMES = tuple(sorted({name for names in FAMILY for name in names}))
