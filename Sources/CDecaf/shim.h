#pragma once
#include <decaf.h>
#include <decaf/eddsa.h>
#include <decaf/ed255.h>
